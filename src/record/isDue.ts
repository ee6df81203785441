/**
 * Whether something that was last done at `last` is to be done again: so long ago, or later than now, by a clock that has been set
 * back since. Unix milliseconds.
 */
export const isDue = (last: number | undefined, every: number, now: number): boolean =>
  last === undefined || now < last || now - last >= every;
