import { concentratedLiquidity } from '../../assess/pricing/concentratedLiquidity.js';
import type { OptionColumns, PricingKernel } from '../../assess/pricing/kernel.js';
import { scratchColumns } from '../../assess/pricing/sharedKernel.js';
import type { HeldOption, Holdings } from '../../model/holdings.js';
import type { Underlying } from '../../model/instrument.js';
import { secondsPerYear } from '../../model/time.js';

/** A book's delta and what a band needs, at one price of the underlying, nothing else moving. */
export interface CurvePoint {
  delta: number;
  gamma: number;
  /** Sum of quantity × vanna × vol. */
  volDelta: number;
  /** Of the options, weighed by |quantity × gamma|; NaN where none has any. */
  vol: number;
  rate: number;
  years: number;
}

type CurveHoldings = Pick<Holdings, 'at' | 'underlyings' | 'options' | 'linear' | 'liquidity'>;

/**
 * Greeks of all that moves with an underlying, at each of some prices of it: as `positionRisks` has them now, and as `revalue` moves
 * them, so that what a venue prices with moves by the same factor, and vol along the smile where the book's vols do. All of it is priced
 * in one pass of the kernel.
 * @param prices - USD per unit
 * @throws RangeError when the holdings have no price of the underlying
 */
export function deltaCurve(
  holdings: CurveHoldings,
  underlying: Underlying,
  prices: readonly number[],
  kernel: PricingKernel,
): CurvePoint[] {
  const price = holdings.underlyings.find(({ name }) => name === underlying)?.price;
  if (price === undefined) throw new RangeError(`the holdings have no price of ${underlying}`);
  const own = <Held extends { underlying: Underlying }>(held: readonly Held[]) =>
    held.filter((one) => one.underlying === underlying);
  const options = own(holdings.options);
  const units = own(holdings.linear).reduce((total, { quantity }) => total + quantity, 0);
  const ranges = own(holdings.liquidity).map(({ quantity, lower, upper }) => ({ liquidity: quantity, lower, upper }));

  const columns = scratchColumns(kernel, options.length * prices.length);
  prices.forEach((at, p) => {
    const move = Math.log(at / price);
    options.forEach((option, i) => {
      fill(columns, p * options.length + i, option, holdings.at, at / price, move);
    });
  });
  kernel.greeks(columns, options.length * prices.length);
  return prices.map((at, p) => {
    const point = pointOf(columns, p * options.length, options);
    point.delta += units;
    for (const range of ranges) {
      const { delta, gamma } = concentratedLiquidity(range, at);
      point.delta += delta;
      point.gamma += gamma;
    }
    return point;
  });
}

function fill(columns: OptionColumns, k: number, option: HeldOption, now: number, factor: number, move: number): void {
  columns.spot[k] = option.spot * factor;
  columns.strike[k] = option.strike;
  columns.years[k] = Math.max(0, (option.expiry - now) / secondsPerYear);
  columns.vol[k] = Math.max(0, option.vol + option.volPerLogSpot * move);
  columns.rate[k] = option.rate;
  columns.carry[k] = option.rate;
  columns.right[k] = option.right === 'call' ? 1 : -1;
}

function pointOf(columns: OptionColumns, first: number, options: readonly HeldOption[]): CurvePoint {
  const point: CurvePoint = { delta: 0, gamma: 0, volDelta: 0, vol: 0, rate: 0, years: 0 };
  let weights = 0;
  options.forEach(({ quantity, volPerLogSpot }, i) => {
    const at = (column: Float64Array) => column[first + i] ?? Number.NaN;
    const slope = volPerLogSpot === 0 ? 0 : (at(columns.vega) * volPerLogSpot) / at(columns.spot);
    const gamma = quantity * at(columns.gamma);
    const weight = Math.abs(gamma);
    point.delta += quantity * (at(columns.delta) + slope);
    point.gamma += gamma;
    point.volDelta += quantity * at(columns.vanna) * at(columns.vol);
    point.vol += weight * at(columns.vol);
    point.rate += weight * at(columns.rate);
    point.years += weight * at(columns.years);
    weights += weight;
  });
  // 0 / 0 is NaN: nothing to weigh by.
  point.vol /= weights;
  point.rate /= weights;
  point.years /= weights;
  return point;
}
