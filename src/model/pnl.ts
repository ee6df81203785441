import type { Underlying, VenueId } from './instrument.js';
import type { PositionId } from './positionId.js';
import type { UnixMillis } from './units.js';

/**
 * Where the change of a book's worth between two moments came from, USD. The parts and `unexplained` add up to `total`.
 * First the market's moves, by the Greeks of what was held; then time; then what was paid.
 */
export interface PnlParts {
  delta: number;
  gamma: number;
  vega: number;
  /** Cross and higher terms: vanna, volga, and delta of what gamma misses in a large move. */
  higher: number;
  theta: number;
  funding: number;
  borrow: number;
  /** Trading, keepers' and swap fees, price impact, and gas. */
  fees: number;
  /** What fills brought against the mark of their moment. */
  trades: number;
  unexplained: number;
}

export interface PnlReport {
  from: UnixMillis;
  to: UnixMillis;
  /** Equity at the end less equity at the start, less `transfers`, less `gas`. */
  total: number;
  parts: PnlParts;
  /** Sum of the magnitudes of the parts that are explained: what `unexplained` is measured against. */
  gross: number;
  byUnderlying: readonly (PnlParts & { underlying: Underlying | null; total: number })[];
  /** What can be told of a margin account only, and not of its positions, is under the account's name. */
  byPosition: readonly (PnlParts & { position: PositionId; venue: VenueId; total: number })[];
  /** Collateral and tokens that came in (positive) or went out by hand, USD. */
  transfers: number;
  /** USD that was paid in the gas token, positive: it is among `fees`, and no part of equity. */
  gas: number;
  /** What could not be told, in sentences. */
  gaps: readonly string[];
}
