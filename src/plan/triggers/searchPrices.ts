import { bracketRoot } from '../../assess/margin/bracketRoot.js';

/** The nearest prices either way at which something is so, USD per unit; null: none within half of the price now. */
export interface NearestPrices {
  below: number | null;
  above: number | null;
}

export interface SearchPricesOptions {
  /** USD: now. */
  price: number;
  /** Prices at which things may change all at once: strikes, ends of ranges, points of margin curves. */
  kinks: readonly number[];
  isSo(price: number): boolean;
}

/** Prices either way that are looked at before the search between two of them, evenly in the logarithm; kinks come on top. */
const looks = 48;
const furthest = { below: 0.5, above: 1.5 };
/** Of the price. */
const precision = 1e-9;

/**
 * Where the price must go for something to be so that is not so now. What comes and goes again between two of the prices looked at
 * (1 % apart, and at each kink) may be overlooked. Both are null where it is so now.
 */
export function searchPrices({ price, kinks, isSo }: SearchPricesOptions): NearestPrices {
  if (isSo(price)) return { below: null, above: null };
  const surplusAt = (x: number) => (isSo(x) ? -1 : 1);
  const search = (limit: number): number | null => {
    const span = Math.log(limit);
    const even = Array.from({ length: looks }, (_, i) => price * Math.exp((span * (i + 1)) / looks));
    const isBetween = (x: number) => (x - price) * (x - price * limit) < 0;
    const way = [...new Set([...even, ...kinks.filter(isBetween)])].sort(
      (a, b) => Math.abs(a - price) - Math.abs(b - price),
    );
    const first = way.findIndex(isSo);
    const gone = way[first];
    if (gone === undefined) return null;
    const safe = { x: way[first - 1] ?? price, surplus: 1 };
    return bracketRoot(surplusAt, safe, { x: gone, surplus: -1 }, precision * price).gone;
  };
  return { below: search(furthest.below), above: search(furthest.above) };
}
