import type { Snapshot } from '../../../model/snapshot.js';
import type { TickRecord } from '../../../record/recorder.js';

/** Tells when the keeper has seen the newest block and wants nothing more. */
export interface Quiet {
  onTick(tick: TickRecord): void;
  /**
   * Resolves once a tick on the newest block made no order and found the account settled. Rejects when the keeper ends
   * with an error, and when it never is.
   */
  reached(): Promise<void>;
  fail(error: unknown): void;
}

export interface QuietOptions {
  newestBlock: () => Promise<bigint>;
  isSettled: (snapshot: Snapshot) => boolean;
  /** Mines an empty block. */
  mine: () => Promise<void>;
}

/** More rounds than this at one price, and the keeper is chasing its own tail. */
const mostRounds = 60;
/** More ticks than this, and it waits for what never comes. */
const mostTicks = 200;
/** Other chains go on making blocks when nobody sends anything, which is when one looks again. */
const blockMs = 1_000;

export function createQuiet({ newestBlock, isSettled, mine }: QuietOptions): Quiet {
  let last: TickRecord | null = null;
  let failure: unknown = null;
  let wake: () => void = () => {};
  const nextTick = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const fail = (error: unknown) => {
    failure ??= error;
    wake();
  };
  return {
    onTick(tick) {
      last = tick;
      wake();
    },
    fail,
    async reached() {
      let acted = 0;
      let waited = 0;
      for (;;) {
        const waiting = nextTick();
        const newest = await newestBlock();
        if (failure !== null) throw failure;
        if (last !== null && last.snapshot.block.number >= newest && last.orders.length === 0) {
          if (isSettled(last.snapshot)) return;
        }
        if (last !== null && last.orders.length > 0 && ++acted > mostRounds) {
          throw new Error(`the keeper still acts after ${mostRounds} rounds at one price`);
        }
        if (++waited > mostTicks) throw new Error(`the keeper is not done after ${mostTicks} ticks at one price`);
        const blocks = setInterval(() => void mine().catch(fail), blockMs);
        await waiting;
        clearInterval(blocks);
      }
    },
  };
}
