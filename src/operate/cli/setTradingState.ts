import { userInfo } from 'node:os';
import { BallastError, shortMessageOf } from '../../model/error.js';
import type { TradingState, TradingStateChange } from '../../model/tradingState.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { listTradingStates } from '../../record/queries/currentTradingState.js';
import { changeTradingState, letsMore, type TradingVerb, tradingVerbs } from '../changeTradingState.js';
import { daemonOf } from '../daemonLock.js';
import { plainText } from '../plainText.js';
import type { Answer } from './output.js';

const means: Record<TradingState, string> = {
  active: 'everything may be sent',
  reducing: 'only what lowers risk is sent',
  halted: 'nothing is sent, not even to survive',
};

/**
 * Persists the state with who and why. It holds for a daemon that runs and for one that is yet to start. A pause of what is halted
 * lets more be sent, which its name does not say: it wants to be sure.
 * @throws BallastError where it is not
 */
export async function setTradingState(
  ledger: Ledger,
  verb: TradingVerb,
  reason: string,
  at: UnixMillis,
  { isSure = false }: { isSure?: boolean } = {},
): Promise<Answer> {
  const state = tradingVerbs[verb];
  const [before] = await listTradingStates(ledger, 1);
  if (before && verb === 'pause' && letsMore(verb, before.state) && !isSure) throw takesBack(before);
  const author = userInfo().username;
  const seen = before?.at ?? null;
  const { change, isNew } = await changeTradingState(ledger, { verb, reason, author, at, seen });
  const { daemon, text } = whoObeys(ledger.file);
  const said = isNew ? `trading is ${state}` : `trading was ${state} already, by ${plainText(change.author, false)}`;
  return { json: { ...change, ledger: ledger.file, daemon }, text: `${said}: ${means[state]}\n${text}` };
}

function takesBack({ author, reason, at }: TradingStateChange): BallastError {
  const why = reason === '' ? '' : `: ${plainText(reason, false)}`;
  return new BallastError(
    `${plainText(author, false)} halted trading ${new Date(at).toISOString()}${why}; a pause lets what lowers risk be sent again`,
    { mend: 'to take the halt back say `ballast pause --yes`; `ballast status` shows what stands' },
  );
}

/** It is done by then, so nothing that goes wrong in looking may say otherwise. */
function whoObeys(file: string): { daemon: number | null; text: string } {
  try {
    const daemon = daemonOf(file);
    if (daemon === null) return { daemon, text: `no daemon runs on ${file}: it holds for the next start` };
    return { daemon, text: `process ${daemon} obeys before it sends anything more` };
  } catch (error) {
    return { daemon: null, text: `it cannot be told whether a daemon runs on ${file}: ${shortMessageOf(error)}` };
  }
}
