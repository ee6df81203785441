import { createOneAtATime } from '../execute/transactions/oneAtATime.js';

/**
 * Where all books of a ledger, of every chain, take turns to write down what they order: what one orders counts against limits that
 * others are under. In memory: a ledger has one keeper.
 */
export interface SharedLimits {
  /** How often orders were made so far: what was decided before the last time was decided without them. */
  counted(): number;
  /** Orders were made that others are to count. */
  count(): void;
  /** One book at a time. Kept short: nothing in it may wait for a chain. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createSharedLimits(): SharedLimits {
  let counted = 0;
  return {
    counted: () => counted,
    count() {
      counted += 1;
    },
    inTurn: createOneAtATime(),
  };
}
