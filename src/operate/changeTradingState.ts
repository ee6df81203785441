import { BallastError } from '../model/error.js';
import type { TradingState, TradingStateChange } from '../model/tradingState.js';
import type { UnixMillis } from '../model/units.js';
import { LedgerRace } from '../record/errors.js';
import { newId } from '../record/id.js';
import { type Ledger, mayRace } from '../record/ledger.js';
import { numberedTradingStates } from '../record/queries/currentTradingState.js';
import { insertCommand, insertTradingStateAfter } from '../record/statements/runs.js';

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
  /** When the state began that they have before them: more than it lets be sent is not theirs to let unseen. null: none was ever said. */
  seen?: number | null;
  /** false: whoever says it may stop what is sent, and never let more be. */
  mayLetMore?: boolean;
}

/** The state is another than the person has before them. */
export class TradingStateMoved extends BallastError {
  override name = 'TradingStateMoved';
}

/** More would be sent than now, and whoever says it may not let that. */
export class MayNotLetMore extends BallastError {
  override name = 'MayNotLetMore';
}

const mostTries = 5;

/**
 * Writes the state of trading down with who and why; it holds for a daemon that runs and for one that is yet to start. Said again it
 * is written again only where the state is another. What stops is never refused; what lets more be sent is, where somebody else has
 * said another word meanwhile.
 * @returns the state that holds now, with whoever said it first, and whether this has changed it
 * @throws TradingStateMoved, MayNotLetMore
 */
export async function changeTradingState(
  ledger: Ledger,
  { verb, reason, author, at, seen, mayLetMore = true }: TradingWord,
): Promise<{ change: TradingStateChange; isNew: boolean }> {
  const state = tradingVerbs[verb];
  for (let tries = 1; ; tries++) {
    const [current] = await numberedTradingStates(ledger, 1);
    if (current?.change.state === state) return { change: current.change, isNew: false };
    const lets = letsMore(verb, current?.change.state ?? 'active');
    if (lets && !mayLetMore) {
      const mend = 'somebody with the right `resume` can; `halt` needs none';
      throw new MayNotLetMore(`${author} may not let more be sent than while it is ${current?.change.state}`, { mend });
    }
    if (lets && current && (tries > 1 || (seen !== undefined && (seen ?? 0) !== current.change.at))) {
      const { change } = current;
      throw new TradingStateMoved(
        `the state of trading has changed since you looked: ${change.author} made it ${change.state} ${new Date(change.at).toISOString()}`,
        { mend: 'look again, and decide anew' },
      );
    }
    const change = { state, reason, author, at };
    try {
      await ledger.commit([
        insertCommand({ id: newId(at), verb, args: reason ? [reason] : [], author, at }),
        mayRace(insertTradingStateAfter(current?.number ?? 0, change)),
      ]);
      return { change, isNew: true };
    } catch (error) {
      if (!(error instanceof LedgerRace) || tries >= mostTries) throw error;
    }
  }
}
