import { userInfo } from 'node:os';
import type { TradingState } from '../../model/tradingState.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import type { Ledger } from '../../record/ledger.js';
import { insertCommand, insertTradingState } from '../../record/statements/runs.js';
import { daemonOf } from '../daemonLock.js';
import type { Answer } from './output.js';

/** The verb an operator says, and the state it puts trading in. */
export const tradingVerbs = { resume: 'active', pause: 'reducing', halt: 'halted' } as const satisfies Record<
  string,
  TradingState
>;

const means: Record<TradingState, string> = {
  active: 'everything may be sent',
  reducing: 'only what lowers risk is sent',
  halted: 'nothing is sent, not even to survive',
};

/** Persists the state with who and why. It holds for a daemon that runs and for one that is yet to start. */
export async function setTradingState(
  ledger: Ledger,
  verb: keyof typeof tradingVerbs,
  reason: string,
  at: UnixMillis,
): Promise<Answer> {
  const state = tradingVerbs[verb];
  const author = userInfo().username;
  const change = { state, reason, author, at };
  await ledger.commit([
    insertCommand({ id: newId(at), verb, args: reason ? [reason] : [], author, at }),
    insertTradingState(change),
  ]);
  const daemon = daemonOf(ledger.file);
  const who =
    daemon === null
      ? `no daemon runs on ${ledger.file}: it holds for the next start`
      : `process ${daemon} obeys before it sends anything more`;
  return { json: { ...change, ledger: ledger.file, daemon }, text: `trading is ${state}: ${means[state]}\n${who}` };
}
