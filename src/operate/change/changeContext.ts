import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';

/** What is needed to think about a change of a strategy that runs, beside its new text. */
export interface ChangeContext {
  ledger: Ledger;
  /** ballast.yaml. */
  settingsFile: string;
  /** Where variables of the files are looked up. */
  env: Readonly<Record<string, string | undefined>>;
  now: () => UnixMillis;
}

/** A text that is to be kept in the place of the one that is. */
export interface ChangeAsked {
  strategy: string;
  source: string;
  /**
   * Whoever reaches the machine by its API may name only the variables that the running file names: what another one stands for
   * would be shown in the changes.
   */
  mayNameAny: boolean;
}
