import type { VenueKind } from '../../venues/venue.js';
import type { Check } from '../readFields.js';
import type { ChainDraft } from '../settings/readChain.js';
import { didYouMean } from '../suggestion.js';
import type { Draft, WatchDraft } from './draft.js';

/** Everything watched exists: the venue, its deployment on the chain, each name; and nothing is watched twice. */
export function checkWatch(check: Check, draft: Draft, chain: ChainDraft | null, kinds: readonly VenueKind[]): void {
  const seen = new Set<string>();
  for (const item of draft.watch ?? []) {
    if (seen.has(item.venue)) {
      check.report(item.path, `\`${item.venue}\` is watched above`, 'put all its names into one list', { atKey: true });
    }
    seen.add(item.venue);
    if (!kinds.some(({ id }) => id === item.venue)) {
      const known = kinds.map(({ id }) => id);
      const mend = didYouMean(item.venue, known);
      check.report(item.path, `\`${item.venue}\` is not a venue that ballast knows`, mend, { atKey: true });
      continue;
    }
    checkNames(check, item, chain);
  }
}

function checkNames(check: Check, { venue, names, path }: WatchDraft, chain: ChainDraft | null): void {
  names.forEach((name, index) => {
    if (names.indexOf(name) !== index) check.report([...path, index], `\`${name}\` stands here twice`, 'remove one');
  });
  if (chain === null) return;
  const deployed = chain.venues[venue];
  if (deployed === undefined) {
    const mend = `declare its contracts under chains.${chain.name}.venues in ballast.yaml`;
    check.report(path, `\`${venue}\` is not deployed on ${chain.name}`, mend, { atKey: true });
    return;
  }
  const known = deployed?.names;
  if (!known) return;
  names.forEach((name, index) => {
    if (known.includes(name)) return;
    const where = venue === 'wallet' ? `a token of ${chain.name}` : `a market of \`${venue}\` on ${chain.name}`;
    check.report([...path, index], `\`${name}\` is not ${where}`, didYouMean(name, known));
  });
}
