import type { WorkingMark } from '../model/desk.js';
import type { InstrumentId } from '../model/instrument.js';
import { marketOf, type Snapshot } from '../model/snapshot.js';
import { toFloat } from '../model/units.js';

/**
 * USD per unit: where an instrument is marked, and where a small trade would execute; and what its market has traded. undefined where
 * nobody says.
 */
export function marketAt(
  snapshot: Snapshot,
  instrument: InstrumentId,
): Pick<WorkingMark, 'mark' | 'last' | 'turnover'> | undefined {
  const market = marketOf(snapshot, instrument);
  if (!market || market.mark <= 0n) return undefined;
  return { mark: toFloat(market.mark), last: toFloat(market.last), turnover: market.turnover ?? null };
}
