import type { Address } from 'viem';
import type { Instrument, VenueId } from './instrument.js';
import type { MarginAccountId } from './marginAccount.js';
import type { PositionId } from './positionId.js';
import type { Wad } from './units.js';

/** What a European option needs to be priced; venues that sell options state it, in float64. */
export interface OptionPricing {
  /** Annualised volatility, 1 = 100 %, as the venue itself marks with. */
  vol: number;
  /** Spot of the underlying that the venue prices with, USD. */
  spot: number;
  /** Continuously compounded, 0.05 = 5 % a year. */
  rate: number;
}

/** Liquidity in a pool, as the pool's own state has it. */
export interface LiquidityState {
  /** L such that inside the range it is worth L (2√P - P/√upper - √lower) USD, with P in USD per unit; float64. */
  liquidity: number;
  /** Units of the underlying, and USD, that are in it now; fees apart. */
  units: Wad;
  dollars: Wad;
  /** Fees that are owed and not collected, units of the underlying and USD. */
  feeUnits: Wad;
  feeDollars: Wad;
  /**
   * USD that it is worth less than what was put in would be if it had only been held (fees not counted); null where what was put
   * in is not known.
   */
  impermanentLoss: number | null;
}

/** A signed quantity of an instrument in an account at a venue. */
export interface Position {
  id: PositionId;
  venue: VenueId;
  account: Address;
  instrument: Instrument;
  /** Signed, in units of the underlying (or whole tokens); negative is short. */
  quantity: Wad;
  /** USD per unit, the protocol's own at this block. */
  mark: Wad;
  /** Signed USD that is not already inside a margin account's equity: 0 for perps, -mark × size for a short option. */
  value: Wad;
  /** The account that is liquidated when this position goes wrong; null when nothing can liquidate it. */
  marginAccount: MarginAccountId | null;
  /** Present for options only. */
  pricing: OptionPricing | null;
  /**
   * USD a year, float64, that holding it brings at the rates of the block while nothing moves: funding, and borrowing or
   * interest (negative when it costs). Not an option's decay. Absent: nothing is paid, or the venue does not say.
   */
  carry?: number;
  /** Present for liquidity only; `quantity` is then the units of the underlying that are in it, fees owed included. */
  liquidity?: LiquidityState;
}
