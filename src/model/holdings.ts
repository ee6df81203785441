import type { Underlying, VenueId } from './instrument.js';
import type { MarginAccountId } from './marginAccount.js';
import type { PositionId } from './positionId.js';
import type { SurfaceFit } from './surfaceFit.js';
import type { UnixSeconds } from './units.js';

/**
 * What is held, as a function of the market: all that a revaluation needs, in float64, and nothing of chains and venues. Plain
 * data: it is written down with the newest sample of each book, so that whoever reads the ledger can ask "what if".
 */
export interface Holdings {
  /** Time of the block. */
  at: UnixSeconds;
  /** Sorted by name; whatever is "per underlying" is in this order. */
  underlyings: readonly HeldUnderlying[];
  options: readonly HeldOption[];
  linear: readonly HeldLinear[];
  liquidity: readonly HeldLiquidity[];
  margins: readonly HeldMargin[];
  /** What moves with a price and cannot be valued, each with the reason: its risk is in no figure. */
  unpriced: readonly { position: PositionId; reason: string }[];
  /** Of each underlying with options, through all strikes that venues tell the vols of; absent where none were fitted. */
  surfaces?: readonly SurfaceFit[];
  /** What else must be known of these figures, in sentences; absent where nothing. */
  notes?: readonly string[];
}

export interface HeldUnderlying {
  name: Underlying;
  /** USD per unit. */
  price: number;
}

interface Held {
  position: PositionId;
  venue: VenueId;
  underlying: Underlying;
  marginAccount: MarginAccountId | null;
  /** Signed; units of the underlying. */
  quantity: number;
}

export interface HeldOption extends Held {
  /** USD. */
  strike: number;
  expiry: UnixSeconds;
  right: 'call' | 'put';
  /** Annualised implied vol that it is valued with, 1 = 100 %. */
  vol: number;
  /** Whose vol that is: the fitted surface's, or the venue's own mark. */
  volSource: 'surface' | 'venue';
  /** Change of that vol with ln(spot) when spot moves: 0 where vol sticks to the strike; -dvol/dlnK where it sticks to delta. */
  volPerLogSpot: number;
  /** Continuously compounded. */
  rate: number;
  /** USD; what the venue prices with, which may be another price than the underlying's. It moves by the same factor. */
  spot: number;
}

/** A perpetual, or a token: worth quantity × price. */
export interface HeldLinear extends Held {
  kind: 'perpetual' | 'token';
  /** USD a year that holding it brings while nothing moves: funding, borrowing fees (negative), yield. */
  carry: number;
}

/** A concentrated-liquidity position against a dollar token (Uniswap V3): worth less than either side of its range held. */
export interface HeldLiquidity extends Held {
  /** USD per unit, the ends of the range; `quantity` is L, such that the value inside it is L (2√P - P/√upper - √lower). */
  lower: number;
  upper: number;
  /** USD a year in fees while the price is in the range. */
  carry: number;
}

/** A margin account as a function of the market. */
export interface HeldMargin {
  marginAccount: MarginAccountId;
  venue: VenueId;
  /** The first is what its liquidation price is told of. */
  underlyings: readonly Underlying[];
  /** USD. */
  equity: number;
  /** USD. */
  maintenance: number;
  /** Sum of |quantity| × mark, USD. */
  notional: number;
  /** USD a year that its equity gains while nothing moves: funding, borrowing fees, decay. Negative bleeds. */
  carry: number;
  /** By the log-change of one price, nothing else moving; one curve an underlying, in their order. */
  byPrice: readonly MarginCurve[];
  /** By the log of a factor on every implied vol; null where vol does not count. */
  byVol: MarginCurve | null;
  /** By years that pass while nothing moves. */
  byTime: MarginCurve;
}

/** Points of a function, for reading between them along straight lines. All of one length; `at` ascends and has 0. */
export interface MarginCurve {
  at: readonly number[];
  /** USD. */
  equity: readonly number[];
  /** USD. */
  maintenance: readonly number[];
}
