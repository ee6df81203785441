import { userInfo } from 'node:os';
import { shortMessageOf } from '../../model/error.js';
import type { TradingState } from '../../model/tradingState.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { type TradingVerb, tradingVerbs, tradingWord } from '../changeTradingState.js';
import { daemonOf } from '../daemonLock.js';
import type { Answer } from './output.js';

const means: Record<TradingState, string> = {
  active: 'everything may be sent',
  reducing: 'only what lowers risk is sent',
  halted: 'nothing is sent, not even to survive',
};

/** Persists the state with who and why. It holds for a daemon that runs and for one that is yet to start. */
export async function setTradingState(
  ledger: Ledger,
  verb: TradingVerb,
  reason: string,
  at: UnixMillis,
): Promise<Answer> {
  const state = tradingVerbs[verb];
  const author = userInfo().username;
  const change = { state, reason, author, at };
  await ledger.commit(tradingWord({ verb, reason, author, at }));
  const { daemon, text } = whoObeys(ledger.file);
  return { json: { ...change, ledger: ledger.file, daemon }, text: `trading is ${state}: ${means[state]}\n${text}` };
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
