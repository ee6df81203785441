import type { AlertSeverity } from '../../../model/alert.js';
import type { Milliseconds } from '../../../model/units.js';
import type { QuietHours } from './isQuiet.js';

/** Who is told what, and when: `alerts:` of ballast.yaml without the addresses. */
export interface TellingRules {
  /** The names of who is told at once. */
  tell: Readonly<Record<AlertSeverity, readonly string[]>>;
  /** Who is told as well when nobody has acknowledged an alert in time. */
  escalateTo: readonly string[];
  escalateAfter: Milliseconds;
  /** How often a critical alert that nobody has acknowledged is told again. */
  repeatEvery: Milliseconds;
  /** When only critical ones are told; null: never. */
  quiet: QuietHours | null;
  /** Most messages a minute to one receiver. */
  perMinute: number;
}
