import type { Underlying, VenueId } from './instrument.js';
import type { MarginAccountId } from './marginAccount.js';
import type { PositionId } from './position.js';

/** Risk maths is float64. Units: of the underlying, USD where the name says so. */
export interface Greeks {
  /** Units of the underlying. */
  delta: number;
  /** Units of delta per USD of spot. */
  gamma: number;
  /** USD per 1.00 of volatility (100 points). */
  vega: number;
  /** USD per year; negative when time costs. */
  theta: number;
}

export interface PositionRisk extends Greeks {
  position: PositionId;
  underlying: Underlying | null;
  /** delta × price. */
  deltaUsd: number;
  /** |quantity| × mark, USD. */
  notional: number;
  /** Signed USD outside any margin account's equity. */
  value: number;
}

export interface UnderlyingRisk extends Greeks {
  underlying: Underlying;
  /** USD per unit. */
  price: number;
  deltaUsd: number;
  /** USD of delta gained when spot rises 1 %. */
  gammaUsd: number;
}

export interface MarginRisk {
  marginAccount: MarginAccountId;
  venue: VenueId;
  /** USD. */
  equity: number;
  /** USD. */
  maintenance: number;
  /** 1 = liquidatable; Infinity when nothing is required. */
  health: number;
  /** notional / equity; Infinity when equity is gone. */
  leverage: number;
  /** Price of the first underlying at which health is 1, all else equal; null when no price does it. */
  liquidationPrice: number | null;
  /** |liquidationPrice / price - 1|, at the price that the venue liquidates on; Infinity when there is no such price. */
  liquidationDistance: number;
}

/** What `assess` makes of a snapshot. */
export interface RiskReport {
  positions: readonly PositionRisk[];
  underlyings: readonly UnderlyingRisk[];
  marginAccounts: readonly MarginRisk[];
  portfolio: {
    /** USD: equity of margin accounts plus values outside them. */
    equity: number;
    deltaUsd: number;
    gammaUsd: number;
    /** USD per 1.00 of volatility. */
    vega: number;
    /** USD per year. */
    theta: number;
    /** USD, sum of |quantity| × mark over perps and options. */
    notional: number;
    leverage: number;
    /** Infinity when nothing can be liquidated. */
    worstHealth: number;
  };
}
