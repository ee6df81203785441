import type { DeepRisk } from './deepRisk.js';
import type { Underlying, VenueId } from './instrument.js';
import type { MarginAccountId } from './marginAccount.js';
import type { PositionId } from './positionId.js';
import type { UnixSeconds } from './units.js';

/**
 * How worth changes with the market, by Black-Scholes or as the instrument says. Risk maths is float64. Units: of the underlying,
 * USD where the name says so.
 */
export interface Greeks {
  /** Units of the underlying. */
  delta: number;
  /** Units of delta per USD of spot. */
  gamma: number;
  /** USD per 1.00 of volatility (100 points). */
  vega: number;
  /** USD per year; negative when time costs. */
  theta: number;
  /** USD per 1.00 of interest rate. */
  rho: number;
  /** Units of delta per 1.00 of volatility; also USD of vega per USD of spot. */
  vanna: number;
  /** USD of vega per 1.00 of volatility. */
  volga: number;
  /** Units of delta per year that passes. */
  charm: number;
}

/** In the order in which they are told. */
export const greekNames = [
  'delta',
  'gamma',
  'vega',
  'theta',
  'rho',
  'vanna',
  'volga',
  'charm',
] as const satisfies readonly (keyof Greeks)[];

export interface PositionRisk extends Greeks {
  position: PositionId;
  venue: VenueId;
  underlying: Underlying | null;
  /** null for what does not expire. */
  expiry: UnixSeconds | null;
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

/** What several underlyings are together, by how they move with each other. */
export interface CrossAssetRisk {
  /** What deltas are told in. */
  benchmark: Underlying;
  /** Sum over underlyings of beta × deltaUsd: USD of the benchmark that would move as the book does. */
  betaDeltaUsd: number;
  /** The same in units of the benchmark. */
  betaDelta: number;
  /** USD: deviation of the P&L of 24 hours that comes from deltas, √(d'Σd) with d in USD and Σ of daily returns. */
  deviationUsd: number;
  /** Sorted by name; those with a delta. */
  underlyings: readonly CrossAssetPart[];
  /** What is assumed, in sentences. */
  gaps: readonly string[];
}

export interface CrossAssetPart {
  underlying: Underlying;
  /** Relative move per relative move of the benchmark. */
  beta: number;
  betaFrom: 'benchmark' | 'settings' | 'history' | 'assumed';
  betaDeltaUsd: number;
  /** USD of `deviationUsd` that is due to it; they add up (Euler). Negative where it hedges the rest. */
  contributionUsd: number;
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
  /** Absent where it was not worked out; null where no underlying has a price. */
  crossAsset?: CrossAssetRisk | null;
  /** Absent where it was not worked out. */
  deep?: DeepRisk;
}
