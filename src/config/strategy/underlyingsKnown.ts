import type { Underlying } from '../../model/instrument.js';
import type { TokenDeclaration, VenueKind } from '../../venues/venue.js';
import type { Path } from '../problem.js';
import type { Check } from '../readFields.js';
import type { ChainDraft } from '../settings/readChain.js';
import { didYouMean } from '../suggestion.js';

type Kind = Pick<VenueKind, 'id' | 'perpetuals' | 'spots' | 'loans'>;
type Tokens = Readonly<Record<string, Pick<TokenDeclaration, 'underlying'>>>;

interface Watched {
  venue: string;
  names: readonly string[];
}

/** What can be held of what is watched, sorted; null where that cannot be told: what is watched, or the tokens, were not understood. */
export function underlyingsOf(
  watch: readonly Watched[] | null,
  tokens: Tokens | null,
  kinds: readonly Kind[],
): readonly Underlying[] | null {
  if (watch === null || tokens === null) return null;
  // What is mistyped has been reported, and may have been meant for anything.
  if (watch.some(({ venue }) => !kinds.some(({ id }) => id === venue))) return null;
  const all = watch.flatMap(({ venue, names }) => {
    if (venue === 'wallet') return names.flatMap((name) => tokens[name]?.underlying ?? []);
    const kind = kinds.find(({ id }) => id === venue);
    if (kind?.perpetuals) return names.map(kind.perpetuals);
    const told = kind?.spots ?? kind?.loans;
    // Without a rule of its own a venue's markets are named after what they are on.
    return told ? names.flatMap((name) => told(name, tokens) ?? []) : names;
  });
  return [...new Set(all)].sort();
}

/** The same of all that ballast.yaml declares, watched or not. */
export function underlyingsDeclared(
  chains: readonly Pick<ChainDraft, 'tokens' | 'venues'>[],
  kinds: readonly Kind[],
): readonly Underlying[] | null {
  const all = chains.map(({ tokens, venues }) => {
    const declared = Object.entries(venues).map(([venue, found]) => ({ venue, names: found?.names ?? null }));
    const whole = declared.flatMap(({ venue, names }) => (names === null ? [] : [{ venue, names }]));
    return whole.length < declared.length ? null : underlyingsOf(whole, tokens, kinds);
  });
  const known = all.filter((one) => one !== null);
  return known.length < all.length || known.length === 0 ? null : [...new Set(known.flat())].sort();
}

/** What is said of `eth` would change nothing, and nobody would see it. @param known null where nothing can be told */
export function expectUnderlying(
  check: Check,
  path: Path,
  name: string,
  known: readonly Underlying[] | null,
  what: 'watched' | 'declared' = 'watched',
): void {
  if (known === null || known.includes(name)) return;
  const mend = known.length > 0 ? didYouMean(name, known) : 'watch something that has a price';
  check.report(path, `nothing that is ${what} has \`${name}\` as its underlying`, mend, { atKey: true });
}

/** The same of all that `greeks` limits; `*` is for those that are not named. */
export function checkGreeks(check: Check, at: Path, greeks: object, ...known: Known): void {
  for (const name of Object.keys(greeks)) {
    if (name !== '*') expectUnderlying(check, [...at, 'greeks', name], name, ...known);
  }
}

type Known = [known: readonly Underlying[] | null, what?: 'watched' | 'declared'];
