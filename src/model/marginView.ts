import type { Underlying, VenueId } from './instrument.js';
import type { MarginAccountId } from './marginAccount.js';

/** What leads an account to its liquidation while nothing else moves. */
export type WallKind =
  /** One price. */
  | 'price'
  /** All prices of an account of several underlyings, by the same share. */
  | 'together'
  /** Every implied vol, by the same factor. */
  | 'vol'
  /** Time, at the carry and decay of now. */
  | 'time';

/** Where an account is liquidated. */
export interface Wall {
  marginAccount: MarginAccountId;
  venue: VenueId;
  kind: WallKind;
  /** Of `price`; null of the others. */
  underlying: Underlying | null;
  /** Relative change that leads there: of the price or prices, or of the vols; -0.2 is a fall by 20 %. null of `time`. */
  change: number | null;
  /** USD, of `price`: what it is then, if what the venue liquidates on moves as it does. null of the others. */
  price: number | null;
  /** Of `time`; null of the others. */
  hours: number | null;
  /**
   * How far away, in deviations of a day: |log-change| over the deviation of a day. Time is told alike: a move that is one deviation
   * of D days is √D deviations of one day, so a wall that is reached in D days is √D away. 0: there already.
   */
  deviations: number;
}

/** One margin account: isolated, cross or lending. */
export interface AccountView {
  marginAccount: MarginAccountId;
  venue: VenueId;
  /** USD. */
  equity: number;
  /** USD. */
  maintenance: number;
  /** 1 = liquidatable; Infinity when nothing is required. */
  health: number;
  /** Nearest first. Empty: nothing leads to liquidation within a factor of five in price, three in vol, or thirty days. */
  walls: readonly Wall[];
  /** What could not be told, in sentences. */
  gaps: readonly string[];
}

/** All margin accounts as one. */
export interface MarginView {
  /** The one with the nearest wall first, then by id. */
  accounts: readonly AccountView[];
  /** Of all walls; null when there is none. */
  nearest: Wall | null;
}
