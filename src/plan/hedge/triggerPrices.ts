import { bracketRoot } from '../../assess/margin/bracketRoot.js';
import type { PricingKernel } from '../../assess/pricing/kernel.js';
import type { Holdings } from '../../model/holdings.js';
import type { HedgeRule } from '../../model/strategy.js';
import { type BandTerms, inputsAt, reachOf } from './bandInputsOf.js';
import { deltaCurve } from './deltaCurve.js';
import { bandEdges } from './judgeBand.js';

/** The next prices at which a rule's band is left, USD per unit; null: none within half of the price now, or not known. */
export interface TriggerPrices {
  below: number | null;
  above: number | null;
}

export interface TriggerPricesOptions {
  rule: Pick<HedgeRule, 'underlying' | 'to' | 'band' | 'hysteresis'>;
  holdings: Holdings;
  /**
   * The delta that the rule is judged by now, orders in flight counted. What it differs by from that of the holdings stays as it is at
   * other prices.
   */
  delta: number;
  terms: BandTerms;
  kernel: PricingKernel;
}

/** Prices either way that are looked at before the search between two of them, evenly in the logarithm; strikes come on top. */
const looks = 48;
const furthest = { below: 0.5, above: 1.5 };
/** Of the price. */
const precision = 1e-9;

/**
 * Where the price must go for the band to be left, nothing else moving and no time passing. The band is taken as it is at each price: a
 * band by gamma narrows where the gamma does. Both are null while the band is left already, and for rules that no price decides alone.
 * A band that is left and entered again between two of the prices looked at (1 % apart, and at each strike) may be overlooked.
 */
export function triggerPrices({ rule, holdings, delta, terms, kernel }: TriggerPricesOptions): TriggerPrices {
  const { underlying, band } = rule;
  const price = holdings.underlyings.find(({ name }) => name === underlying)?.price;
  if (price === undefined || band.kind === 'condition' || band.kind === 'every') return { below: null, above: null };

  const reach = reachOf(holdings, underlying);
  const surplusesAt = (prices: readonly number[]) => {
    const [now, ...points] = deltaCurve(holdings, underlying, [price, ...prices], kernel);
    const apart = delta - (now?.delta ?? Number.NaN);
    return points.map((point, i) => {
      const edges = bandEdges(rule, inputsAt(point, prices[i] ?? Number.NaN, reach, terms));
      if (edges === null) return Number.NaN;
      const there = point.delta + apart;
      return Math.min(there - edges.actBelow, edges.actAbove - there);
    });
  };
  const surplusAt = (x: number) => surplusesAt([x])[0] ?? Number.NaN;

  const kinks = [
    ...holdings.options.filter((held) => held.underlying === underlying).map(({ strike }) => strike),
    ...holdings.liquidity.filter((held) => held.underlying === underlying).flatMap((held) => [held.lower, held.upper]),
  ];
  const search = (limit: number): number | null => {
    const span = Math.log(limit);
    const even = Array.from({ length: looks }, (_, i) => price * Math.exp((span * (i + 1)) / looks));
    const isBetween = (x: number) => (x - price) * (x - price * limit) < 0;
    const way = [price, ...new Set([...even, ...kinks.filter(isBetween)])].sort(
      (a, b) => Math.abs(a - price) - Math.abs(b - price),
    );
    const surpluses = surplusesAt(way);
    const left = surpluses.findIndex((surplus) => !(surplus > 0));
    const surplus = surpluses[left] ?? Number.NaN;
    // Left already, not left at all, or not known from there on.
    if (left < 1 || Number.isNaN(surplus)) return null;
    const safe = { x: way[left - 1] ?? price, surplus: surpluses[left - 1] ?? Number.NaN };
    return bracketRoot(surplusAt, safe, { x: way[left] ?? price, surplus }, precision * price).gone;
  };
  return { below: search(furthest.below), above: search(furthest.above) };
}
