import { isNothing } from '../../../assess/holdings/heldOf.js';
import type { Underlying, VenueId } from '../../../model/instrument.js';
import type { Snapshot, VenueReading } from '../../../model/snapshot.js';
import type { TokenDeclaration } from '../../../venues/venue.js';
import { venueKindOf } from '../../../venues/venues.js';

/** A venue, and what of it is watched. */
export interface Watched {
  venue: VenueId;
  names: readonly string[];
}

export interface WatchedOptions {
  /** Everything that was looked at. */
  all: readonly Watched[];
  /** What the operator named; null: whatever holds something. */
  asked: readonly VenueId[] | null;
  tokens: Readonly<Record<string, TokenDeclaration>>;
}

/**
 * What is worth watching of all that was looked at: venues that were asked for or hold something, there what has to do with what
 * is held, and of the wallet what is in it or may be wanted. Everything where nothing is held anywhere.
 */
export function watchedOf(snapshot: Snapshot, { all, asked, tokens }: WatchedOptions): Watched[] {
  const readings = new Map(snapshot.readings.map((reading) => [reading.venue, reading]));
  const used = all.filter(({ venue }) => venue !== 'wallet' && isUsed(readings.get(venue)));
  const named = all.filter(({ venue }) => venue !== 'wallet' && asked?.includes(venue));
  const kept = asked ? named : used.length > 0 ? used : all.filter(({ venue }) => venue !== 'wallet');
  const held = underlyingsOf(snapshot, tokens);
  const venues = kept.map(({ venue, names }) => ({
    venue,
    names: about(venue, names, held, tokens, readings.get(venue)),
  }));
  const inWallet = all.find(({ venue }) => venue === 'wallet')?.names ?? [];
  const wanted = inWallet.filter((symbol) => isWanted(symbol, venues, readings));
  return wanted.length > 0 ? [...venues, { venue: 'wallet', names: wanted }] : venues;
}

const isUsed = (reading: VenueReading | undefined): boolean =>
  reading !== undefined &&
  (reading.positions.some((position) => !isNothing(position)) ||
    reading.marginAccounts.some(({ equity, notional }) => equity !== 0n || notional !== 0n));

function underlyingsOf({ readings }: Snapshot, tokens: WatchedOptions['tokens']): Set<Underlying> {
  const found = readings.flatMap(({ positions }) =>
    positions
      .filter((position) => !isNothing(position))
      .map(({ instrument }) =>
        instrument.kind === 'token' ? (tokens[instrument.symbol]?.underlying ?? null) : instrument.underlying,
      ),
  );
  return new Set(found.filter((one) => one !== null));
}

function about(
  venue: VenueId,
  names: readonly string[],
  held: ReadonlySet<Underlying>,
  tokens: WatchedOptions['tokens'],
  reading: VenueReading | undefined,
): readonly string[] {
  const kind = venueKindOf(venue);
  const ids = new Set(
    reading?.positions.filter((position) => !isNothing(position)).map(({ instrument }) => instrument.id),
  );
  const matters = (name: string): boolean => {
    if (ids.has(`${venue} ${name}`)) return true;
    if (kind?.loans) return tokens[name]?.underlying === null || held.has(tokens[name]?.underlying ?? '');
    return held.has(kind?.perpetuals?.(name) ?? kind?.spots?.(name, tokens) ?? name);
  };
  const some = names.filter(matters);
  return some.length > 0 ? some : names;
}

/** In the wallet, or taken by what is watched. */
function isWanted(symbol: string, venues: readonly Watched[], readings: ReadonlyMap<VenueId, VenueReading>): boolean {
  const holds = readings
    .get('wallet')
    ?.positions.some(
      ({ instrument, quantity }) => instrument.kind === 'token' && instrument.symbol === symbol && quantity !== 0n,
    );
  if (holds) return true;
  return venues.some(({ venue }) => {
    const reading = readings.get(venue);
    const used = reading?.marginAccounts.map(({ collateral }) => collateral.symbol) ?? [];
    const taken = reading?.funding.map(({ token }) => token.symbol) ?? [];
    return (used.length > 0 ? used : taken).includes(symbol);
  });
}
