import type { AccountSelector } from '../../model/strategy.js';
import { EXPIRE } from '../../plan/expire.js';
import type { VenueKind } from '../../venues/venue.js';
import type { Path } from '../problem.js';
import type { Check } from '../readFields.js';
import { didYouMean } from '../suggestion.js';
import type { Draft, HedgeDraft, RuleDraft, WatchDraft } from './draft.js';

/** Every rule is about something that is watched, with means that exist; and each has a name of its own. */
export function checkRules(check: Check, { rules, watch }: Draft, kinds: readonly VenueKind[]): void {
  rules.forEach((rule, index) => {
    const twin = rules.slice(0, index).find(({ name }) => name === rule.name);
    if (rule.name === EXPIRE) {
      check.report(rule.path, `\`${EXPIRE}\` is what ballast calls its own decisions`, 'give the rule another `name:`');
    }
    if (twin) {
      check.report(rule.path, `a rule above is called \`${rule.name}\` too`, 'tell them apart with `name:`');
    }
  });
  // A venue mistyped under `watch:` is reported there; every rule that means it would only repeat that.
  if (watch === null || watch.some(({ venue }) => !kinds.some(({ id }) => id === venue))) return;
  for (const rule of rules) checkMeans(check, rule, watch, kinds);
}

function checkMeans(check: Check, rule: RuleDraft, watch: readonly WatchDraft[], kinds: readonly VenueKind[]): void {
  switch (rule.kind) {
    case 'hedge':
      checkHedge(check, rule, watch, kinds);
      return;
    case 'topUp':
      checkSelector(check, [...rule.path, 'topUp'], rule.topUp, watch, kinds);
      checkSources(check, [...rule.path, 'from'], rule.from ?? [], watch);
      return;
    case 'deleverage':
      checkSelector(check, [...rule.path, 'deleverage'], rule.deleverage, watch, kinds);
      return;
    case 'protect':
      if (!checkSelector(check, [...rule.path, 'protect'], rule.protect, watch, kinds)) return;
      checkRests(check, [...rule.path, 'protect'], rule.protect?.venue, kinds, 'no order can rest at');
      return;
    case 'claim':
      if (rule.claim === undefined) return;
      if (rule.claim === 'wallet') {
        check.report([...rule.path, 'claim'], 'the wallet owes nothing', 'name a venue that pays funding: `gmx-v2`');
      } else if (reportUnwatched(check, [...rule.path, 'claim'], rule.claim, watch)) {
        checkRests(check, [...rule.path, 'claim'], rule.claim, kinds, 'nothing is owed beside the positions by');
      }
  }
}

/** True when the rule may have a margin account to be about. */
function checkSelector(
  check: Check,
  path: Path,
  selector: AccountSelector | undefined,
  watch: readonly WatchDraft[],
  kinds: readonly VenueKind[],
): boolean {
  if (!selector) return false;
  const { venue, name } = selector;
  if (venue === 'wallet') {
    check.report(path, 'the wallet has no margin account', 'name a venue that can liquidate: `perp-v2 *`');
    return false;
  }
  if (!reportUnwatched(check, path, venue, watch)) return false;
  const names = watch.filter((item) => item.venue === venue).flatMap((item) => item.names);
  const accounts = kinds.find(({ id }) => id === venue)?.accounts?.(names);
  if (name === '*' || !accounts || accounts.isOne(name)) return true;
  const mend = `write \`${venue} *\` for each, or one like \`${venue} ${accounts.like}\``;
  check.report(path, `\`${venue}\` can have no margin account \`${name}\` of what is watched there`, mend);
  return false;
}

/** A rule that only says so at every block would be taken for one that works. */
function checkRests(
  check: Check,
  path: Path,
  venue: string | undefined,
  kinds: readonly VenueKind[],
  why: string,
): void {
  if (venue === undefined || kinds.some(({ id, rests }) => id === venue && rests)) return;
  const able = kinds.filter(({ rests }) => rests).map(({ id }) => id);
  check.report(path, `${why} \`${venue}\``, `name a venue where it can be: ${able.join(', ')}`);
}

/** True when the venue is watched. */
function reportUnwatched(check: Check, path: Path, venue: string, watch: readonly WatchDraft[]): boolean {
  if (watch.some((item) => item.venue === venue)) return true;
  const watched = watch.map((item) => item.venue);
  const near = didYouMean(venue, watched);
  const mend = near.startsWith('did') ? near : `add it under \`watch:\`, or name one of: ${watched.join(', ')}`;
  check.report(path, `\`${venue}\` is not watched`, mend);
  return false;
}

function checkSources(check: Check, path: Path, from: readonly string[], watch: readonly WatchDraft[]): void {
  const tokens = watch.filter(({ venue }) => venue === 'wallet').flatMap(({ names }) => names);
  from.forEach((token, index) => {
    const at = [...path, index];
    if (from.indexOf(token) !== index) check.report(at, `\`wallet ${token}\` stands here twice`, 'remove one');
    if (tokens.includes(token)) return;
    const near = didYouMean(token, tokens);
    const mend = near.startsWith('did')
      ? near
      : `add it under \`watch:\`: \`- wallet: [${[...tokens, token].join(', ')}]\``;
    check.report(at, `\`${token}\` is not watched in the wallet`, mend);
  });
}

function checkHedge(
  check: Check,
  { path, hedge, on }: HedgeDraft,
  watch: readonly WatchDraft[],
  kinds: readonly VenueKind[],
): void {
  if (!on) return;
  const at = [...path, 'on'];
  const kind = kinds.find(({ id }) => id === on.venue);
  if (kind && !kind.perpetuals) {
    const able = kinds.filter(({ perpetuals }) => perpetuals).map(({ id }) => id);
    check.report(at, `\`${on.venue}\` trades no perpetuals`, `hedge on one that does: ${able.join(', ')}`);
    return;
  }
  if (!reportUnwatched(check, at, on.venue, watch)) return;
  const names = watch.filter(({ venue }) => venue === on.venue).flatMap((item) => item.names);
  if (!names.includes(on.name)) {
    check.report(at, `\`${on.name}\` is not watched on \`${on.venue}\``, didYouMean(on.name, names));
    return;
  }
  const underlyingOf = kind?.perpetuals;
  if (hedge === undefined || !underlyingOf || underlyingOf(on.name) === hedge) return;
  const fitting = names.find((name) => underlyingOf(name) === hedge);
  const other = fitting === undefined ? `watch and trade a market of ${hedge}` : `trade \`${on.venue} ${fitting}\``;
  const mend = `hedge ${underlyingOf(on.name)}, or ${other}`;
  const message = `\`${on.venue} ${on.name}\` cannot hedge ${hedge}: its underlying is ${underlyingOf(on.name)}`;
  check.report(at, message, mend);
}
