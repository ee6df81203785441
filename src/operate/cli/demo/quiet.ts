import type { Snapshot } from '../../../model/snapshot.js';
import type { TickRecord } from '../../../record/recorder.js';

/** Tells when the keeper has seen the newest block and wants nothing more. */
export interface Quiet {
  onTick(tick: TickRecord): void;
  /**
   * Resolves once a tick on the newest block made no order and found the account settled. Rejects when the keeper ends
   * with an error, and when nothing happens any more.
   */
  reached(): Promise<void>;
  fail(error: unknown): void;
}

export interface QuietOptions {
  newestBlock: () => Promise<bigint>;
  isSettled: (snapshot: Snapshot) => boolean;
}

/** More rounds than this at one price, and the keeper is chasing its own tail. */
const mostRounds = 60;
/** A tick takes a fraction of a second here. */
const patienceMs = 30_000;

export function createQuiet({ newestBlock, isSettled }: QuietOptions): Quiet {
  let last: TickRecord | null = null;
  let failure: unknown = null;
  let wake: () => void = () => {};
  const nextTick = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  return {
    onTick(tick) {
      last = tick;
      wake();
    },
    fail(error) {
      failure = error;
      wake();
    },
    async reached() {
      let acted = 0;
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
        const patience = setTimeout(() => {
          failure ??= new Error(`nothing has happened for ${patienceMs / 1000} s, and the keeper is not done`);
          wake();
        }, patienceMs);
        await waiting;
        clearTimeout(patience);
      }
    },
  };
}
