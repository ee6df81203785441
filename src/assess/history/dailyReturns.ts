import { midnightHours, type PriceSeries } from '../../model/priceSeries.js';
import { DAY, HOUR } from '../../model/time.js';

export interface DailyReturns {
  /** Ends of the days (UTC midnights), Unix milliseconds, ascending. A day without a price at both of its ends is not among them. */
  at: readonly number[];
  /** Log return of each. */
  returns: readonly number[];
  /** Days between the first and the last that have no return. */
  missing: readonly number[];
  /** Starts of hours whose price was left out, since nothing about it bears it out. */
  doubtful: readonly number[];
  /** Since the newest midnight: how much of a day, in (0, 1), and the log return so far. null right at midnight, or when that is unknown. */
  today: { share: number; return: number } | null;
}

/**
 * Log returns from UTC midnight to UTC midnight. Midnight, and not the newest hour a day ago, so that a day's figure is the same
 * whenever it is asked for; what happened since is `today`. A day that is missing is no return: nothing is spread over a gap.
 */
export function dailyReturns(series: PriceSeries): DailyReturns {
  const { hours, prices, doubtful } = withoutSpikes(series);
  const midnights = new Map<number, number>();
  // An evening that still runs has no midnight yet: what it brought so far is `today`, and must not count as a day as well.
  const newest = (hours.at(-1) ?? Number.NaN) + HOUR;
  for (const [i, hour] of hours.entries()) {
    const price = prices[i] ?? Number.NaN;
    const end = hour + HOUR;
    const midnight = Math.ceil(end / DAY) * DAY;
    // Later hours of the same evening write over earlier ones.
    if (price > 0 && midnight <= newest && midnight - end < midnightHours * HOUR) midnights.set(midnight, price);
  }
  const at: number[] = [];
  const returns: number[] = [];
  const missing: number[] = [];
  const known = [...midnights.keys()];
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return { at, returns, missing, doubtful, today: null };
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
  return { at, returns, missing, doubtful, today: sinceMidnight(hours, prices, midnights) };
}

/** Log-move to a price and back from it that no market makes within hours: a factor of two, either way. */
const spike = Math.LN2;

/**
 * Leaves out a price that is over twice, or under half, of both its neighbours of less than a day away, while they agree: a feed that
 * was wrong for an hour. One at a midnight would be two returns that multiply a vol by ten. A crash stays, since prices do not come
 * back from it within the hour; so does the newest price, which nothing follows yet.
 */
function withoutSpikes({
  hours,
  prices,
}: PriceSeries): Pick<PriceSeries, 'hours' | 'prices'> & Pick<DailyReturns, 'doubtful'> {
  const known = hours.flatMap((hour, i) => {
    const price = prices[i] ?? Number.NaN;
    return price > 0 ? [{ hour, price }] : [];
  });
  const doubtful = known.flatMap(({ hour, price }, i) => {
    const [before, after] = [known[i - 1], known[i + 1]];
    if (!before || !after || hour - before.hour >= DAY || after.hour - hour >= DAY) return [];
    const [there, back] = [Math.log(price / before.price), Math.log(price / after.price)];
    return Math.min(Math.abs(there), Math.abs(back)) > spike && Math.abs(there - back) < spike / 4 ? [hour] : [];
  });
  const isDoubtful = new Set(doubtful);
  const kept = known.filter(({ hour }) => !isDoubtful.has(hour));
  return { hours: kept.map(({ hour }) => hour), prices: kept.map(({ price }) => price), doubtful };
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
