import { desc, eq } from 'drizzle-orm';
import type { ChainSettings } from '../../config/settings.js';
import type { InstrumentId } from '../../model/instrument.js';
import type { Watch } from '../../model/strategy.js';
import type { UnixMillis } from '../../model/units.js';
import { openingOf, type VenueRequest } from '../../observe/openVenues.js';
import { replayReading } from '../../observe/runReadings.js';
import { replaySnapshot } from '../../observe/takeSnapshots.js';
import type { Ledger } from '../../record/ledger.js';
import { snapshotOf } from '../../record/queries/snapshotOf.js';
import type { RecordedInputs } from '../../record/recorder.js';
import { snapshots, ticks } from '../../record/tables/ticks.js';
import { venueKindOf } from '../../venues/venues.js';
import type { KnownMarket } from './knownBook.js';

export interface RecordedMarkets {
  markets: ReadonlyMap<InstrumentId, KnownMarket>;
  at: UnixMillis;
}

/**
 * All that the venues of a book listed when its inputs were last kept, read again from what the chain answered then.
 * @returns null where none were kept, or they cannot be read by this code and this ballast.yaml
 */
export async function recordedMarkets(
  ledger: Ledger,
  book: string,
  watch: readonly Watch[],
  chainOf: (id: number) => ChainSettings | undefined,
): Promise<RecordedMarkets | null> {
  const [newest] = await ledger.db
    .select({ tick: ticks.id, at: ticks.at })
    .from(ticks)
    .innerJoin(snapshots, eq(snapshots.tick, ticks.id))
    .where(eq(ticks.strategy, book))
    .orderBy(desc(ticks.at))
    .limit(1);
  if (!newest) return null;
  try {
    // Written by the recorder, in this shape.
    const inputs = (await snapshotOf(ledger, newest.tick)) as RecordedInputs;
    const chain = chainOf(inputs.chainId);
    const markets = chain ? marketsOf(inputs, watch, chain) : null;
    return markets && { markets, at: newest.at };
  } catch {
    // Damage and older code are told where they matter: here there is only less to hold an order against.
    return null;
  }
}

function marketsOf(
  { account, opening, transcripts, ...frame }: RecordedInputs,
  watch: readonly Watch[],
  chain: ChainSettings,
): ReadonlyMap<InstrumentId, KnownMarket> | null {
  const outcomes = requestsOf(watch, account, chain).map((request, i) =>
    replayReading(() => openingOf(request), opening[i] ?? []),
  );
  const venues = outcomes.flatMap((outcome) => (outcome.ok ? outcome.value : []));
  if (venues.length < outcomes.length) return null;
  const snapshot = replaySnapshot(frame, { account, venues }, transcripts);
  if (snapshot.unread.length > 0) return null;
  return new Map(
    snapshot.readings
      .flatMap(({ markets }) => markets)
      .map(({ instrument, mark, last, closed }) => [instrument.id, { instrument, mark, last, closed }]),
  );
}

/** In the file's order, a venue that is named twice once: as the recorder has it. */
function requestsOf(
  watch: readonly Watch[],
  account: RecordedInputs['account'],
  { venues, tokens }: ChainSettings,
): VenueRequest[] {
  const names = new Map<string, string[]>();
  for (const one of watch) names.set(one.venue, [...(names.get(one.venue) ?? []), ...one.names]);
  return [...names].flatMap(([venue, watched]) => {
    const kind = venueKindOf(venue);
    return kind ? [{ kind, deployment: venues[venue], account, names: watched, tokens }] : [];
  });
}
