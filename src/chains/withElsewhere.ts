import type { VenueId } from '../model/instrument.js';
import type { Snapshot, UnreadVenue } from '../model/snapshot.js';
import type { Strategy } from '../model/strategy.js';
import type { UnixMillis } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import type { Part, PartInputs } from './part.js';
import { pricedByAll } from './pricedByAll.js';
import { watchedElsewhere } from './strategyOn.js';

/** A whole portfolio: what one chain's block holds, and what is known of the others. */
export interface Whole {
  snapshot: Snapshot;
  venues: ReadonlyMap<VenueId, Venue>;
}

/**
 * A snapshot of one chain with the parts of the strategy's others. A chain of which nothing is known, or nothing new enough, or
 * nothing that is believed, is unread with all that is watched there: no new risk is taken on what may be held there.
 * @param strategy - As its book on the snapshot's chain has it.
 */
export function withElsewhere(
  { snapshot, venues }: Whole,
  { elsewhere = [] }: Pick<Strategy, 'elsewhere'>,
  parts: readonly Part[],
  now: UnixMillis,
): Whole {
  const readings = [...snapshot.readings];
  const unread: UnreadVenue[] = [...snapshot.unread];
  const all = new Map(venues);
  for (const watched of elsewhere) {
    const part = parts.find(({ inputs }) => inputs.chain === watched.chain);
    for (const [id, venue] of part?.venues ?? []) all.set(id, venue);
    const gap = part ? whyNotTaken(part.inputs, now) : `nothing was read of ${watched.chain} yet`;
    if (gap === null) {
      readings.push(...(part?.readings ?? []));
      unread.push(...(part?.unread ?? []));
    } else {
      const gone = new Set(watchedElsewhere(watched).map(({ venue }) => venue));
      unread.push(...[...gone].map((venue) => ({ venue, error: gap })));
    }
  }
  return { snapshot: { ...snapshot, readings: pricedByAll(readings), unread }, venues: all };
}

function whyNotTaken({ chain, block, headAge, doubt }: PartInputs, now: UnixMillis): string | null {
  const age = now - block.timestamp * 1000;
  if (headAge !== undefined && age > headAge) {
    return `the newest block of ${chain} that was read is ${Math.round(age / 1000)} s old; headAge is ${headAge / 1000} s`;
  }
  return doubt;
}
