/**
 * What the width of a hedge's band may depend on, of one underlying. Plain numbers; NaN where one is not known, and then a band that
 * needs it is not known.
 */
export interface BandInputs {
  /** Net, units of delta per USD of spot; its sign tells a short book from a long one. */
  gamma: number;
  /** USD per unit. */
  spot: number;
  /** Annualised, 1 = 100 %. Of a book: its options' weighed by |gamma|. */
  vol: number;
  /** Continuously compounded, weighed the same. */
  rate: number;
  /** To expiry, weighed the same. */
  years: number;
  /** Units of delta by which the book would change if every vol rose by its own size: sum of quantity × vanna × vol. */
  volDelta: number;
  /** What trading costs, as a share of the notional: fee, impact and spread. */
  cost: number;
  /** USD that each correction costs whatever its size: gas, keepers. */
  fixedCost: number;
  /** How long a hedge is expected to be held, years. */
  hold: number;
  /** Units: half of all that the options' delta could come to change. Infinity where nothing bounds it. */
  reach: number;
}

/** In the words of a sentence. */
export const inputNames: Readonly<Record<keyof BandInputs, string>> = {
  gamma: 'gamma',
  spot: 'price',
  vol: 'vol',
  rate: 'rate',
  years: 'time to expiry',
  volDelta: 'vanna',
  cost: 'cost of trading',
  fixedCost: 'cost of a correction',
  hold: 'time that a hedge is held',
  reach: 'size of the options',
};
