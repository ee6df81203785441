import type { Underlying, VenueId } from '../model/instrument.js';
import type { Snapshot, UnreadVenue } from '../model/snapshot.js';
import type { Strategy } from '../model/strategy.js';

/**
 * Which of the venues that told nothing may hold an underlying. What a strategy watches there decides: a venue that is
 * watched only for names that are known to be other underlyings cannot; one watched for anything else (a token of a
 * wallet may be anything) can.
 */
export function mayHold(
  unseen: readonly UnreadVenue[],
  underlying: Underlying,
  strategy: Strategy,
  snapshot: Snapshot,
): UnreadVenue[] {
  const others = new Set(snapshot.readings.flatMap((reading) => Object.keys(reading.prices)));
  for (const rule of strategy.rules) if (rule.kind === 'hedge') others.add(rule.underlying);
  others.delete(underlying);
  return unseen.filter(({ venue }) => {
    const names = namesWatched(strategy, venue);
    return names.length === 0 || names.some((name) => !others.has(baseOf(name)));
  });
}

const namesWatched = (strategy: Strategy, venue: VenueId): string[] =>
  strategy.watch.filter((watch) => watch.venue === venue).flatMap((watch) => [...watch.names]);

/** A market named as a pair, `ETH/USD`, moves with the first of the two. */
const baseOf = (name: string): string => name.split('/')[0] ?? name;
