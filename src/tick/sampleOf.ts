import { deepened } from '../assess/assess.js';
import { holdingsUnder } from '../assess/holdings/holdingsUnder.js';
import { surfacesOf } from '../assess/surface/surfacesOf.js';
import type { Forecast } from '../model/forecast.js';
import type { RiskReport } from '../model/riskReport.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Sample } from '../record/recorder.js';
import type { Book } from './book.js';

/**
 * What is written down of a book's risk beside its decisions: all of it, whether or not a rule reads it.
 * @param risk of the same snapshot, as its plan was judged by
 */
export function sampleOf(
  { strategy, venues }: Pick<Book, 'strategy' | 'venues'>,
  snapshot: Snapshot,
  risk: RiskReport,
  forecast: Forecast,
): Sample {
  const holdings = holdingsUnder(snapshot, venues, strategy.risk);
  const surfaces = [...surfacesOf(snapshot).values()].flatMap(({ fit }) => ('spot' in fit ? fit : []));
  return {
    risk: deepened(risk, holdings, { settings: strategy.risk, forecast }),
    holdings: { ...holdings, surfaces },
    forecast,
  };
}
