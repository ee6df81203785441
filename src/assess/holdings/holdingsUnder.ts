import type { Holdings } from '../../model/holdings.js';
import type { VenueId } from '../../model/instrument.js';
import type { RiskSettings } from '../../model/riskSettings.js';
import type { Snapshot } from '../../model/snapshot.js';
import type { Venue } from '../../venues/venue.js';
import { volsUnder } from '../surface/volsUnder.js';
import { holdingsOf } from './holdingsOf.js';

/** All that a snapshot holds, with vols as the settings want them, and what could not be read said. */
export function holdingsUnder(
  snapshot: Snapshot,
  venues: ReadonlyMap<VenueId, Venue>,
  settings: Pick<RiskSettings, 'surface'>,
): Holdings {
  const vols = volsUnder(snapshot, settings);
  const holdings = holdingsOf(snapshot, venues, vols.choose);
  const unread = snapshot.unread.map(({ venue }) => `${venue} was not read: nothing of it is in any figure`);
  const notes = [...unread, ...vols.notes()];
  return notes.length > 0 ? { ...holdings, notes } : holdings;
}
