import { LedgerError } from '../../record/errors.js';

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
  /** The ledger cannot be written: no room, no disk, or damaged. Nothing is sent without it; starting again helps once it is mended. */
  ledgerFailed: 4,
} as const;

/** What a process ends with when it ends by an error while it runs. */
export const exitCodeOf = (error: unknown): number =>
  error instanceof LedgerError ? exitCodes.ledgerFailed : exitCodes.unexpected;
