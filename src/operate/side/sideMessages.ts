import type { Log } from '../../model/log.js';

/** What the worker of the operator's side is started with. */
export interface SideWork {
  /** Plain data: it is copied. */
  settings: unknown;
  /** The ledger's file. */
  file: string;
  /** Whether all parts could open once. */
  isAgain: boolean;
}

/** What the worker says to the daemon. `part` is a part's name. */
export type SideSaid =
  | { kind: 'opened' }
  /** A part could not open when the first worker started. */
  | { kind: 'refused'; message: string; facts: readonly string[]; mend: string | null }
  | { kind: 'failed'; part: string; text: string }
  /** It has run for a while, the first time or since it failed. */
  | { kind: 'recovered'; part: string }
  | { kind: 'log'; level: keyof Log; facts: object; message: string };

/** All that the daemon says to the worker: end in good order. */
export const stopWord = 'stop';
