import type { VenueKind } from '../../venues/venue.js';
import type { Path } from '../problem.js';
import type { Check } from '../readFields.js';
import type { ChainDraft } from '../settings/readChain.js';
import { didYouMean } from '../suggestion.js';
import type { Draft } from './draft.js';

/**
 * What `risk:` says is about something that the book can hold: a vol for `eth` would change nothing, and nobody would see it.
 * @param taken names of shocks that ship
 */
export function checkRisk(
  check: Check,
  draft: Draft,
  chain: ChainDraft | null,
  kinds: readonly VenueKind[],
  taken: readonly string[],
): void {
  const { risk } = draft;
  checkShockNames(check, risk.shocks ?? [], taken);
  const known = underlyingsOf(draft, chain, kinds);
  if (known === null) return;
  const expectKnown = (path: Path, name: string) => {
    if (known.includes(name)) return;
    const mend = known.length > 0 ? didYouMean(name, known) : 'watch something that has a price';
    check.report(path, `nothing that is watched has \`${name}\` as its underlying`, mend, { atKey: true });
  };
  for (const key of ['vols', 'betas'] as const) {
    for (const name of Object.keys(risk[key] ?? {})) expectKnown(['risk', key, name], name);
  }
  if (risk.benchmark !== undefined) expectKnown(['risk', 'benchmark'], risk.benchmark);
  risk.shocks?.forEach(({ moves = {}, otherMoves, volFactor }, index) => {
    for (const name of Object.keys(moves)) expectKnown(['risk', 'shocks', index, 'moves', name], name);
    if (Object.keys(moves).length === 0 && otherMoves === 0 && volFactor === 1) {
      check.report(
        ['risk', 'shocks', index],
        'nothing moves in this shock',
        'state `moves`, `otherMoves` or `volFactor`',
      );
    }
  });
}

function checkShockNames(check: Check, shocks: readonly { name: string }[], taken: readonly string[]): void {
  shocks.forEach(({ name }, index) => {
    const path = ['risk', 'shocks', index, 'name'];
    if (taken.includes(name)) check.report(path, `\`${name}\` is a shock that ships`, 'give yours another name');
    else if (shocks.findIndex((other) => other.name === name) !== index) {
      check.report(path, `a shock above is called \`${name}\` too`, 'give one of them another name');
    }
  });
}

/** null where that cannot be told: what is watched, or the chain's tokens, were not understood. */
function underlyingsOf(
  { watch }: Draft,
  chain: ChainDraft | null,
  kinds: readonly VenueKind[],
): readonly string[] | null {
  if (watch === null || !chain?.tokens) return null;
  const { tokens } = chain;
  const all = watch.flatMap(({ venue, names }) => {
    if (venue === 'wallet') return names.flatMap((name) => tokens[name]?.underlying ?? []);
    const underlyingOf = kinds.find(({ id }) => id === venue)?.perpetuals;
    // Without a rule of its own a venue's markets are named after what they are on.
    return names.map((name) => underlyingOf?.(name) ?? name);
  });
  return [...new Set(all)].sort();
}
