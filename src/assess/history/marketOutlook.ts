import type { Forecast, Jumps } from '../../model/forecast.js';
import type { Holdings } from '../../model/holdings.js';
import type { Underlying } from '../../model/instrument.js';
import { assumedVol } from '../../model/riskSettings.js';
import { widenedCorrelation } from './correlation.js';

/** What is foretold of each underlying that is held, in the order of the holdings. */
export interface MarketOutlook {
  underlyings: readonly UnderlyingOutlook[];
  /** Rows and columns as `underlyings`. */
  correlation: readonly (readonly number[])[];
  /** What could not be told from a history, in sentences. */
  gaps: readonly string[];
}

export interface UnderlyingOutlook {
  name: Underlying;
  /** Annualised. */
  vol: number;
  /** What past days are scaled to: by the same rule that they were standardised with. */
  ewma: number;
  /** Its place in each of the forecast's past days; null where its past is not known for them. */
  column: number | null;
  jumps: Jumps | null;
}

/** A forecast of other underlyings, or none, is filled up with what is assumed, and that is said. */
export function marketOutlook(
  forecast: Forecast | null,
  { underlyings }: Pick<Holdings, 'underlyings'>,
): MarketOutlook {
  const gaps: string[] = [];
  const indices = underlyings.map(({ name }) => {
    const index = forecast?.underlyings.findIndex((one) => one.name === name) ?? -1;
    return index < 0 ? null : index;
  });
  const [newest] = forecast?.days.slice(-1) ?? [];
  const outlooks = underlyings.map(({ name }, i): UnderlyingOutlook => {
    const index = indices[i] ?? null;
    const known = index === null ? undefined : forecast?.underlyings[index];
    const vol = known?.vol ?? assumedVol;
    const isKnown = index !== null && Number.isFinite(newest?.returns[index]);
    if (!isKnown) gaps.push(sayGap(name, vol, known?.from ?? 'assumed', known?.history ?? 0));
    return { name, vol, ewma: known?.ewma ?? vol, column: isKnown ? index : null, jumps: known?.jumps ?? null };
  });
  return { underlyings: outlooks, correlation: widenedCorrelation(forecast?.correlation ?? [], indices), gaps };
}

function sayGap(name: Underlying, vol: number, from: string, history: number): string {
  const source = { assumed: 'assumed', settings: 'from the settings' }[from] ?? `from ${history} days`;
  return `${name}: too short a price history to draw past days from; simulated with a vol of ${Math.round(vol * 100)} % (${source})`;
}
