/** What the process ends with. */
export const exitCodes = {
  /** Done; for `run`: asked to stop, and stopped in good order. */
  ok: 0,
  /** Something unforeseen. Starting again is safe: a start is a recovery. */
  unexpected: 1,
  /** The input is wrong; nothing was sent. Starting again changes nothing until it is mended. */
  badInput: 2,
  /** `run` only: told twice to stop, and stopped at once. What was in flight is found out by the next start. */
  stoppedAtOnce: 3,
} as const;
