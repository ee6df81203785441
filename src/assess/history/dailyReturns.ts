import { midnightHours, type PriceSeries } from '../../model/priceSeries.js';
import { DAY, HOUR } from './hours.js';

export interface DailyReturns {
  /** Ends of the days (UTC midnights), Unix milliseconds, ascending. A day without a price at both of its ends is not among them. */
  at: readonly number[];
  /** Log return of each. */
  returns: readonly number[];
  /** Days between the first and the last that have no return. */
  missing: readonly number[];
  /** Since the newest midnight: how much of a day, in (0, 1), and the log return so far. null right at midnight, or when that is unknown. */
  today: { share: number; return: number } | null;
}

/**
 * Log returns from UTC midnight to UTC midnight. Midnight, and not the newest hour a day ago, so that a day's figure is the same
 * whenever it is asked for; what happened since is `today`. A day that is missing is no return: nothing is spread over a gap.
 */
export function dailyReturns({ hours, prices }: PriceSeries): DailyReturns {
  const midnights = new Map<number, number>();
  for (const [i, hour] of hours.entries()) {
    const price = prices[i] ?? Number.NaN;
    const end = hour + HOUR;
    const midnight = Math.ceil(end / DAY) * DAY;
    // Later hours of the same evening write over earlier ones.
    if (price > 0 && midnight - end < midnightHours * HOUR) midnights.set(midnight, price);
  }
  const at: number[] = [];
  const returns: number[] = [];
  const missing: number[] = [];
  const known = [...midnights.keys()];
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return { at, returns, missing, today: null };
  for (let day = first + DAY; day <= last; day += DAY) {
    const before = midnights.get(day - DAY);
    const after = midnights.get(day);
    if (before === undefined || after === undefined) {
      missing.push(day);
      continue;
    }
    at.push(day);
    returns.push(Math.log(after / before));
  }
  return { at, returns, missing, today: sinceMidnight(hours, prices, midnights) };
}

function sinceMidnight(
  hours: readonly number[],
  prices: readonly number[],
  midnights: ReadonlyMap<number, number>,
): DailyReturns['today'] {
  const end = (hours.at(-1) ?? Number.NaN) + HOUR;
  const midnight = Math.floor(end / DAY) * DAY;
  const from = midnights.get(midnight);
  const price = prices.at(-1) ?? Number.NaN;
  if (from === undefined || end === midnight || !(price > 0)) return null;
  return { share: (end - midnight) / DAY, return: Math.log(price / from) };
}
