import { bracketRoot, type RootBracket } from './margin/bracketRoot.js';

/** Where an account is liquidated, if only one price moves. */
export interface Liquidation {
  /** USD; null when no price does it. */
  price: number | null;
  /** |price / spot - 1|, spot being what the protocol liquidates on; 0 when it is liquidatable now, Infinity when no price does it, NaN when it cannot be told. */
  distance: number;
}

/** How far the search goes, either way: a factor of ten thousand. */
const furthest = Math.log(1e4);
/** Width of the cell next to spot, in log price: half a per cent. */
const firstStep = 0.005;
/** Cells widen outward: near spot a small bump in the surplus matters, far away it does not. */
const widening = 1.12;
/** Relative precision of the root. */
const precision = 1e-10;

/**
 * The root of `surplusAt` (equity − maintenance, USD, at a price in USD) that is nearest to `spot` on either side.
 *
 * Scans outward on a log grid for the first change of sign on each side and closes in on it. The surplus need not be
 * monotone (a strangle is squeezed both ways) nor smooth; two roots inside one cell may be missed. A price at which
 * the surplus is not a number ends the search on that side.
 */
export function liquidationOf(surplusAt: (price: number) => number, spot: number): Liquidation {
  const now = surplusAt(spot);
  if (!(spot > 0) || Number.isNaN(now)) return { price: null, distance: Number.NaN };
  if (now <= 0) return { price: spot, distance: 0 };
  const at = (offset: number) => surplusAt(spot * Math.exp(offset));
  const roots = [firstRoot(at, -1), firstRoot(at, 1)].filter((offset) => offset !== null);
  const distances = roots.map((offset) => Math.abs(Math.expm1(offset)));
  const nearest = Math.min(...distances);
  const offset = roots[distances.indexOf(nearest)];
  return offset === undefined
    ? { price: null, distance: Number.POSITIVE_INFINITY }
    : { price: spot * Math.exp(offset), distance: nearest };
}

/**
 * The last price before the first root of `surplusAt` in a direction: where there is still a surplus, and a hair further
 * there is none. null when no price in that direction brings it to nothing, or there is none at `spot`.
 */
export function crossingOf(surplusAt: (price: number) => number, spot: number, direction: -1 | 1): number | null {
  if (!(spot > 0) || !(surplusAt(spot) > 0)) return null;
  const bracket = firstBracket((offset) => surplusAt(spot * Math.exp(offset)), direction);
  return bracket && spot * Math.exp(bracket.safe);
}

/** Log offset of the first root in a direction, from an offset of 0 where the surplus is known to be positive. */
function firstRoot(surplusAt: (offset: number) => number, direction: -1 | 1): number | null {
  const bracket = firstBracket(surplusAt, direction);
  return bracket && (bracket.safe + bracket.gone) / 2;
}

/** Log offsets on either side of that root. */
function firstBracket(surplusAt: (offset: number) => number, direction: -1 | 1): RootBracket | null {
  let inner = { x: 0, surplus: surplusAt(0) };
  for (let step = firstStep; Math.abs(inner.x) < furthest; step *= widening) {
    const x = direction * Math.min(Math.abs(inner.x) + step, furthest);
    const outer = { x, surplus: surplusAt(x) };
    if (Number.isNaN(outer.surplus)) return null;
    if (outer.surplus <= 0) return bracketRoot(surplusAt, inner, outer, precision);
    inner = outer;
  }
  return null;
}
