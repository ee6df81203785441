import type { InstrumentId } from '../model/instrument.js';
import { marketOf, type Snapshot } from '../model/snapshot.js';
import { toFloat } from '../model/units.js';

/** USD per unit: where an instrument is marked, and where a small trade would execute. undefined where nobody says. */
export function marketAt(snapshot: Snapshot, instrument: InstrumentId): { mark: number; last: number } | undefined {
  const market = marketOf(snapshot, instrument);
  if (!market || market.mark <= 0n) return undefined;
  return { mark: toFloat(market.mark), last: toFloat(market.last) };
}
