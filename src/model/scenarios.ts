import type { Underlying } from './instrument.js';

/** Futures of a portfolio, as structure of arrays: entry `s` of each array is of scenario `s`. Changes are from now. */
export interface Scenarios {
  count: number;
  /** Log-change of the price, an array for each underlying of the holdings, in their order. */
  spot: readonly Float64Array[];
  /** Factor on every implied vol, an array for each underlying. */
  vol: readonly Float64Array[];
  /** Years that pass. A few distinct values make it fast. */
  years: Float64Array;
}

/** What a bad day makes of the means to trade: factors on what they cost now. */
export interface LiquidityDrain {
  fees: number;
  impact: number;
  gas: number;
}

/** A day that had a name, or one that an operator thought of. */
export interface Shock {
  name: string;
  /** In a sentence. */
  describe: string;
  /** Where the figures are from; null for an operator's own. */
  source: string | null;
  /** Relative change of price: -0.4 falls by 40 %. */
  moves: Readonly<Record<Underlying, number>>;
  /** Of every underlying that is not among `moves`. */
  otherMoves: number;
  /** Factor on every implied vol. */
  volFactor: number;
  /** Hours that it takes. */
  hours: number;
  drain: LiquidityDrain;
}
