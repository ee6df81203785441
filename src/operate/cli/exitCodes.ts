import { BallastError } from '../../model/error.js';
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
  /** The ledger, or another file, cannot be written: no room, no right, no disk, or damaged. Starting again helps once that is mended. */
  ledgerFailed: 4,
  /** Ctrl-C at a question. What a shell says of a process that SIGINT has ended. */
  interrupted: 130,
} as const;

/** What a process ends with when it ends by an error while it runs. */
export const exitCodeOf = (error: unknown): number =>
  error instanceof LedgerError || (error instanceof BallastError && error.refusedBySystem)
    ? exitCodes.ledgerFailed
    : exitCodes.unexpected;
