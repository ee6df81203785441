import type { MarginAccountId } from '../../model/marginAccount.js';
import type { PnlParts } from '../../model/pnl.js';

/** What one position gained or lost, part by part. USD. */
export interface PositionPnl {
  parts: PnlParts;
  /** USD, by the marks: what the parts and the unexplained add up to. */
  total: number;
  /** USD at mark of the quantity that came (positive) or went without a trade that we know of. */
  cameIn: number;
  /** USD that trades paid (negative) or received, fees included, for what is valued outside of margin accounts. */
  cash: number;
  /** Whether what it gained is inside the equity of its margin account. */
  isInside: boolean;
  /** Whose end at expiry let go of its collateral; null where nothing expired. */
  released: MarginAccountId | null;
  /** It is an option that went with its expiry, and was paid to the wallet. */
  isGone: boolean;
  /** USD that it must have paid there: negative for a short, out of its collateral. */
  payout: number;
  /** What could not be told, in sentences. */
  gaps: string[];
}
