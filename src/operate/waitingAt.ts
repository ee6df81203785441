import type { VenueOrder } from '../model/venueOrder.js';
import type { RecordedTick } from '../record/queries/ticks.js';

/** What waited at the venues at a recorded tick, ours and the operator's own. */
export const waitingAt = (tick: RecordedTick | undefined): readonly VenueOrder[] =>
  // Written by the recorder, in this shape; ticks that it wrote before it knew of such orders do not have it.
  (tick?.summary as { waiting?: readonly VenueOrder[] } | null | undefined)?.waiting ?? [];
