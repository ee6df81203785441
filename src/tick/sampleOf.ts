import { assess } from '../assess/assess.js';
import { holdingsOf } from '../assess/holdings/holdingsOf.js';
import type { Forecast } from '../model/forecast.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Sample } from '../record/recorder.js';
import type { Book } from './book.js';

/** What is written down of a book's risk beside its decisions: all of it, whether or not a rule reads it. */
export function sampleOf({ strategy, venues }: Book, snapshot: Snapshot, forecast: Forecast): Sample {
  return {
    risk: assess(snapshot, venues, { settings: strategy.risk, forecast, deep: true }),
    holdings: holdingsOf(snapshot, venues),
    forecast,
  };
}
