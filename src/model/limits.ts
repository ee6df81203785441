import type { Address } from 'viem';
import type { Underlying } from './instrument.js';

/** Whose limit it is: the strategy file's, the account's, or that of all books. */
export type LimitLevel = 'strategy' | 'account' | 'global';

/**
 * How far something may go: beyond `review` a person is to look, beyond `reject` it is cut or refused. null where there is no such
 * bound. Of what must not be too little (hours that are left), below instead of beyond.
 */
export interface Bound {
  review: number | null;
  reject: number | null;
}

/** What may be crossed with our own orders: nothing, or only after a person has looked. */
export type CrossingRule = 'review' | 'reject';

/**
 * Limits on the portfolio as it would be after an order, and on how orders come. They can be set in a strategy, for an account and
 * for everybody; the strictest binds. Absent where none is set.
 */
export interface StandingLimits {
  /** USD of one order. */
  order?: Bound;
  /** USD (quantity × mark) of any one instrument. */
  position?: Bound;
  /** The same of those whose name a pattern fits; all that fit count. */
  positions?: Readonly<Record<string, Bound>>;
  /** USD: sum over positions of |delta × price|. */
  gross?: Bound;
  /** USD: |sum over positions of delta × price|. */
  net?: Bound;
  /** Notional of perpetuals and options by equity. */
  leverage?: Bound;
  /** By underlying; without a sign. */
  greeks?: Readonly<Record<Underlying, GreekLimits>>;
  concentration?: ConcentrationLimits;
  /** Patterns of instruments that may not be opened or added to. */
  restricted?: readonly string[];
  /** USD lost in the worst of the strategy's shocks and those that ship, liquidations not counted. */
  stress?: Bound;
  /** USD: 99 % of a day. */
  valueAtRisk?: Bound;
  /** Milliseconds that the margin accounts last, at least. */
  runway?: Bound;
  /** Of a market's open interest that our position may be, as a share. */
  openInterest?: Bound;
  /** Of what can be traded before the price is 1 % worse, as a share: one order. */
  depth?: Bound;
  /** Basis points that a limit, or the price to be expected, may be from the index. */
  collar?: Bound;
  /** Milliseconds that must have passed since the same was ordered. */
  duplicates?: Bound;
  crossing?: CrossingRule;
  /** Milliseconds since the price was last written by its oracle. */
  oracleAge?: Bound;
  minute?: { orders?: Bound };
  day?: {
    /** USD traded. */
    turnover?: Bound;
    /** USD lost since 24 hours ago. */
    loss?: Bound;
  };
}

export interface GreekLimits {
  /** Units of the underlying. */
  delta?: Bound;
  /** Units of delta per USD. */
  gamma?: Bound;
  /** USD per point of volatility (0.01). */
  vega?: Bound;
}

/** Shares: 0.6 is 60 %. */
export interface ConcentrationLimits {
  /** Of the gross exposure. */
  underlying?: Bound;
  /** Of the gross exposure. */
  venue?: Bound;
  /** Of the options' notional (quantity × price of the underlying). */
  expiry?: Bound;
  /** Of the equity that lies with one protocol, on whichever chain; the wallet is nobody's. */
  protocol?: Bound;
}

/** The limits of one level. */
export interface LevelLimits {
  level: LimitLevel;
  /** Whose: of level `account` only. */
  account?: Address;
  limits: StandingLimits;
}
