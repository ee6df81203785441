import { concentratedLiquidity } from '../../assess/pricing/concentratedLiquidity.js';
import type { PricingKernel } from '../../assess/pricing/kernel.js';
import type { Holdings } from '../../model/holdings.js';
import type { Underlying } from '../../model/instrument.js';
import { secondsPerYear } from '../../model/time.js';
import type { Milliseconds } from '../../model/units.js';
import type { BandInputs } from './bandInputs.js';
import { type CurvePoint, deltaCurve } from './deltaCurve.js';

/** What the holdings do not tell. */
export interface BandTerms {
  /** Share of the notional that trading costs: fee + impact + spread; NaN where nobody can say. */
  cost: number;
  /** USD of each correction: gas + keeper. */
  fixedCost: number;
  /** The rule's. */
  hold: Milliseconds;
  /** Annualised vol of the underlying for a book without options; NaN where there is no forecast. */
  vol: number;
}

/** What a band may depend on, of a book as it is at the price that its holdings have. */
export function bandInputsOf(
  holdings: Holdings,
  underlying: Underlying,
  terms: BandTerms,
  kernel: PricingKernel,
): BandInputs {
  const price = holdings.underlyings.find(({ name }) => name === underlying)?.price ?? Number.NaN;
  // Without its price what is held of it is unpriced, and a band by gamma is not known.
  const [point = unknown] = Number.isNaN(price) ? [] : deltaCurve(holdings, underlying, [price], kernel);
  return inputsAt(point, price, reachOf(holdings, underlying), terms);
}

/** A book without options has no expiry: what discounts its band is then the time that a hedge is held, which discounts nothing. */
export function inputsAt(point: CurvePoint, spot: number, reach: number, terms: BandTerms): BandInputs {
  const { gamma, volDelta, vol, rate, years } = point;
  const hold = terms.hold / 1_000 / secondsPerYear;
  const timeless = !Number.isNaN(gamma) && Number.isNaN(vol);
  return {
    ...{ gamma, spot, volDelta, reach, hold, cost: terms.cost, fixedCost: terms.fixedCost },
    ...(timeless ? { vol: terms.vol, rate: 0, years: hold } : { vol, rate, years }),
  };
}

/** Half of all that the delta of options and liquidity could come to change: an option's by its quantity, from nothing to all of it. */
export function reachOf(
  { at, options, liquidity }: Pick<Holdings, 'at' | 'options' | 'liquidity'>,
  underlying: Underlying,
): number {
  let whole = 0;
  for (const option of options)
    if (option.underlying === underlying && option.expiry > at) whole += Math.abs(option.quantity);
  for (const held of liquidity)
    if (held.underlying === underlying) whole += concentratedLiquidity({ ...held, liquidity: held.quantity }, 0).delta;
  return whole / 2;
}

const unknown: CurvePoint = {
  delta: Number.NaN,
  gamma: Number.NaN,
  volDelta: Number.NaN,
  vol: Number.NaN,
  rate: Number.NaN,
  years: Number.NaN,
};
