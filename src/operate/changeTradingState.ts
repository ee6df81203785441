import { BallastError } from '../model/error.js';
import type { TradingState, TradingStateChange } from '../model/tradingState.js';
import type { UnixMillis } from '../model/units.js';
import { newId } from '../record/id.js';
import type { Ledger, Work } from '../record/ledger.js';
import { currentTradingState } from '../record/queries/currentTradingState.js';
import { insertCommand, insertTradingState } from '../record/statements/runs.js';

/** The verb an operator says, and the state it puts trading in. */
export const tradingVerbs = { resume: 'active', pause: 'reducing', halt: 'halted' } as const satisfies Record<
  string,
  TradingState
>;
export type TradingVerb = keyof typeof tradingVerbs;

const freedom: Record<TradingState, number> = { halted: 0, reducing: 1, active: 2 };

/** Whether a verb lets more be sent than may be now. It wants the right to resume then: also a pause, where trading is halted. */
export const letsMore = (verb: TradingVerb, now: TradingState): boolean => freedom[tradingVerbs[verb]] > freedom[now];

/** What somebody says of trading. */
export interface TradingWord {
  verb: TradingVerb;
  reason: string;
  author: string;
  at: UnixMillis;
  /** When the state began that they have before them: another since then is not theirs to change unseen. null: none was ever said. */
  seen?: number | null;
}

/** The state is another than the person has before them. */
export class TradingStateMoved extends BallastError {
  override name = 'TradingStateMoved';
}

/**
 * Writes the state of trading down with who and why; it holds for a daemon that runs and for one that is yet to start. Said again it
 * is written again only where the state is another.
 * @returns the state that holds now, with whoever said it first, and whether this has changed it
 * @throws TradingStateMoved
 */
export async function changeTradingState(
  ledger: Ledger,
  { verb, reason, author, at, seen }: TradingWord,
): Promise<{ change: TradingStateChange; isNew: boolean }> {
  const current = await currentTradingState(ledger);
  const state = tradingVerbs[verb];
  if (current.state === state) return { change: current, isNew: false };
  if (seen !== undefined && (seen ?? 0) !== current.at) {
    throw new TradingStateMoved(
      `the state of trading has changed since you looked: ${current.author} made it ${current.state} ${new Date(current.at).toISOString()}`,
      { mend: 'look again, and decide anew' },
    );
  }
  await ledger.commit(tradingWord({ verb, reason, author, at }));
  return { change: { state, reason, author, at }, isNew: true };
}

/** The state, and that somebody said it. */
export const tradingWord = ({ verb, reason, author, at }: Omit<TradingWord, 'seen'>): Work => [
  insertCommand({ id: newId(at), verb, args: reason ? [reason] : [], author, at }),
  insertTradingState({ state: tradingVerbs[verb], reason, author, at }),
];
