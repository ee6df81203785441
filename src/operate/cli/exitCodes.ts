/** What the process ends with. */
export const exitCodes = {
  /** Done; for `run`: asked to stop, and stopped in good order. */
  ok: 0,
  /** Something unforeseen. Starting again is safe: a start is a recovery. */
  unexpected: 1,
  /** The input is wrong; nothing was sent. Starting again changes nothing until it is mended. */
  badInput: 2,
} as const;
