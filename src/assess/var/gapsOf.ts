import type { Forecast } from '../../model/forecast.js';
import type { Holdings } from '../../model/holdings.js';
import { DAY } from '../history/hours.js';
import { marketOutlook } from '../history/marketOutlook.js';

/** A price that is this much older than the block says little of the day to come. */
const stale = 2 * DAY;

/** What is in no figure, or assumed for want of a history, in sentences. */
export function gapsOf(holdings: Holdings, forecast: Forecast | null): string[] {
  const gaps = [...marketOutlook(forecast, holdings).gaps];
  const age = forecast ? holdings.at * 1000 - forecast.asOf : 0;
  if (age > stale) gaps.push(`the newest price of the history is ${Math.round(age / DAY)} days old`);
  if (!forecast || forecast.days.length === 0)
    gaps.push('no shared price history: the historical methods have nothing to draw from');
  for (const { position, reason } of holdings.unpriced) gaps.push(`${position} is in no figure: ${reason}`);
  return gaps;
}
