import type { Holdings } from '../../model/holdings.js';
import type { Underlying } from '../../model/instrument.js';
import type { Scenarios } from '../../model/scenarios.js';
import { secondsPerYear } from '../../model/time.js';

/** P&L of a book over the price of one underlying, nothing else moving, at several times. */
export interface PayoffProfile {
  underlying: Underlying;
  /** USD per unit, now. */
  price: number;
  /** Ascending, USD per unit; the price now, the walls and every strike are among them. */
  at: readonly number[];
  /** USD from now, `pnl` one entry a price; from now to the last expiry. */
  curves: readonly { label: string; years: number; pnl: readonly number[] }[];
  /** Prices at which the last curve crosses 0, ascending. */
  breakevens: readonly number[];
  /** Where margin accounts are liquidated if only this price moves, ascending; some may be beyond `at`. */
  walls: readonly { price: number; label: string }[];
}

const points = 240;
/** At least and at most so far, as a factor either way. */
const nearest = 1.25;
const furthest = 3;

/**
 * @param pnlOf - P&L in USD of these very holdings in each scenario
 * @param walls - prices of this underlying at which a margin account is liquidated
 * @throws RangeError when the holdings have no price of the underlying
 */
export function payoffProfile(
  holdings: Holdings,
  underlying: Underlying,
  pnlOf: (scenarios: Scenarios) => Float64Array,
  walls: readonly { price: number; label: string }[],
): PayoffProfile {
  const index = holdings.underlyings.findIndex(({ name }) => name === underlying);
  const price = holdings.underlyings[index]?.price;
  if (price === undefined) throw new RangeError(`the holdings have no price of ${underlying}`);
  const strikes = holdings.options.filter((option) => option.underlying === underlying).map(({ strike }) => strike);
  const ends = holdings.liquidity.filter((held) => held.underlying === underlying).flatMap((l) => [l.lower, l.upper]);
  const at = pricesOf(
    price,
    [...strikes, ...ends],
    walls.map((wall) => wall.price),
  );
  const curves = horizonsOf(holdings, underlying).map(({ label, years }) => ({
    label,
    years,
    pnl: [...pnlOf(scenariosOf(holdings, index, price, at, years))],
  }));
  return {
    underlying,
    price,
    at,
    curves,
    breakevens: crossings(at, curves.at(-1)?.pnl ?? []),
    walls: [...walls].sort((a, b) => a.price - b.price),
  };
}

/** Wide enough to show what is near, and no wider than a price may go. */
function pricesOf(price: number, kinks: readonly number[], walls: readonly number[]): number[] {
  const far = [...kinks, ...walls]
    .map((x) => Math.abs(Math.log(x / price)) * 1.15)
    .filter((distance) => distance <= Math.log(furthest));
  const span = Math.max(Math.log(nearest), ...far);
  const [low, high] = [price * Math.exp(-span), price * Math.exp(span)];
  const even = Array.from({ length: points + 1 }, (_, i) => low + ((high - low) * i) / points);
  const inside = [price, ...kinks, ...walls].filter((x) => x > low && x < high);
  return [...new Set([...even, ...inside])].sort((a, b) => a - b);
}

/** Now, the first expiry and the last; a day from now where nothing expires. */
function horizonsOf({ at, options }: Holdings, underlying: Underlying): { label: string; years: number }[] {
  const ahead = options.filter((o) => o.underlying === underlying && o.expiry > at).map(({ expiry }) => expiry);
  const expiries = [...new Set([Math.min(...ahead), Math.max(...ahead)])].filter(Number.isFinite);
  const now = { label: 'now', years: 0 };
  if (expiries.length === 0) return [now];
  return [
    now,
    ...expiries.map((expiry) => ({
      label: `at expiry ${new Date(expiry * 1_000).toISOString().slice(0, 10)}`,
      years: (expiry - at) / secondsPerYear,
    })),
  ];
}

function scenariosOf(
  holdings: Holdings,
  index: number,
  price: number,
  at: readonly number[],
  years: number,
): Scenarios {
  const still = new Float64Array(at.length);
  const moves = Float64Array.from(at, (x) => Math.log(x / price));
  return {
    count: at.length,
    spot: holdings.underlyings.map((_, u) => (u === index ? moves : still)),
    vol: holdings.underlyings.map(() => new Float64Array(at.length).fill(1)),
    years: new Float64Array(at.length).fill(years),
  };
}

/** Where straight lines between the points cross 0, ascending. A stretch of 0 has no crossing. */
export function crossings(at: readonly number[], values: readonly number[]): number[] {
  const found: number[] = [];
  for (let i = 1; i < at.length; i++) {
    const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [at[i - 1], at[i], values[i - 1], values[i]];
    if (y0 * y1 < 0) found.push(x0 + ((x1 - x0) * y0) / (y0 - y1));
    else if (y1 === 0 && y0 !== 0 && (values[i + 1] ?? 0) * y0 < 0) found.push(x1);
  }
  return found;
}
