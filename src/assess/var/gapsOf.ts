import type { Forecast } from '../../model/forecast.js';
import type { Holdings } from '../../model/holdings.js';
import { DAY } from '../../model/time.js';
import { marketOutlook } from '../history/marketOutlook.js';

/** A price that is this much older than the block says little of the day to come. */
const stale = 2 * DAY;

/** What is in no figure, or assumed for want of a history, in sentences. */
export function gapsOf(
  holdings: Pick<Holdings, 'at' | 'underlyings' | 'unpriced' | 'notes'>,
  forecast: Forecast | null,
): string[] {
  const gaps = [...(holdings.notes ?? []), ...marketOutlook(forecast, holdings).gaps];
  for (const { name } of forecast ? holdings.underlyings : []) {
    const known = forecast?.underlyings.find((one) => one.name === name);
    const age = known && forecast && known.history > 0 ? holdings.at * 1000 - (known.asOf ?? forecast.asOf) : 0;
    if (age > stale) gaps.push(`${name}: the newest price of its history is ${Math.round(age / DAY)} days old`);
    if (known?.doubtful !== undefined) {
      gaps.push(
        `${name}: prices of ${known.doubtful} h left out of its history, since the hours beside them agree on another`,
      );
    }
  }
  if (!forecast || forecast.days.length === 0)
    gaps.push('no shared price history: the historical methods have nothing to draw from');
  for (const { position, reason } of holdings.unpriced) gaps.push(`${position} is in no figure: ${reason}`);
  return gaps;
}
