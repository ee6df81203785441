import type { AccountSelector } from '../../model/strategy.js';
import { EXPIRE } from '../../plan/expire.js';
import type { VenueKind } from '../../venues/venue.js';
import type { Path } from '../problem.js';
import type { Check } from '../readFields.js';
import { didYouMean } from '../suggestion.js';
import type { Draft, HedgeDraft, RebalanceDraft, RuleDraft, WatchDraft } from './draft.js';
import type { InstrumentName } from './ruleFields.js';

/** Every rule is about something that is watched, with means that exist; and each has a name of its own. */
export function checkRules(
  check: Check,
  { rules, watch }: Draft,
  kinds: readonly VenueKind[],
  tokens: Means['tokens'],
): void {
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
  const hedged = rules.flatMap((rule) => (rule.kind === 'hedge' ? (rule.hedge ?? []) : []));
  for (const rule of rules) checkMeans(check, rule, { watch, tokens, kinds, hedged });
}

function checkMeans(check: Check, rule: RuleDraft, means: Means): void {
  const { watch, kinds } = means;
  switch (rule.kind) {
    case 'hedge':
      checkHedge(check, rule, means);
      return;
    case 'topUp':
      checkSelector(check, [...rule.path, 'topUp'], rule.topUp, watch, kinds);
      checkSources(check, [...rule.path, 'from'], rule.from ?? [], watch);
      return;
    case 'deleverage':
      checkSelector(check, [...rule.path, 'deleverage'], rule.deleverage, watch, kinds);
      return;
    case 'rebalance':
      checkRebalance(check, rule, means);
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
  from.forEach((token, index) => {
    const at = [...path, index];
    if (from.indexOf(token) !== index) check.report(at, `\`wallet ${token}\` stands here twice`, 'remove one');
    checkWalletToken(check, at, token, watch);
  });
}

function checkWalletToken(check: Check, at: Path, token: string, watch: readonly WatchDraft[]): void {
  const tokens = watch.filter(({ venue }) => venue === 'wallet').flatMap(({ names }) => names);
  if (tokens.includes(token)) return;
  const near = didYouMean(token, tokens);
  const mend = near.startsWith('did')
    ? near
    : `add it under \`watch:\`: \`- wallet: [${[...tokens, token].join(', ')}]\``;
  check.report(at, `\`${token}\` is not watched in the wallet`, mend);
}

/** Each account, source and pair of a rebalancing is watched, and what stays in the wallet is of it. */
function checkRebalance(check: Check, rule: RebalanceDraft, { watch, tokens, kinds }: Means): void {
  const at = (key: string, index: number, all: readonly unknown[]) => [
    ...rule.path,
    key,
    ...(all.length > 1 ? [index] : []),
  ];
  const { rebalance = [], from = [], swap = [], keep = {}, lend } = rule;
  rebalance.forEach((one, i) => {
    checkSelector(check, at('rebalance', i, rebalance), one, watch, kinds);
  });
  from.forEach((source, i) => {
    const path = at('from', i, from);
    if ('token' in source) checkWalletToken(check, path, source.token, watch);
    else checkSelector(check, path, source.accounts, watch, kinds);
  });
  for (const token of Object.keys(keep)) checkWalletToken(check, [...rule.path, 'keep', token], token, watch);
  swap.forEach(({ venue, name }, i) => {
    const path = at('swap', i, swap);
    const kind = kinds.find(({ id }) => id === venue);
    if (kind && !kind.spots) {
      const able = kinds.filter(({ spots }) => spots).map(({ id }) => id);
      check.report(path, `no pair is traded on \`${venue}\``, `name a pair of: ${able.join(', ')}`);
      return;
    }
    if (!reportUnwatched(check, path, venue, watch)) return;
    const names = watch.filter((item) => item.venue === venue).flatMap((item) => item.names);
    if (!names.includes(name))
      check.report(path, `\`${name}\` is not watched on \`${venue}\``, didYouMean(name, names));
    else if (kind?.spots?.(name, tokens) == null) {
      check.report(path, `\`${name}\` is no pair of a token and a dollar`, 'name one that is');
    }
  });
  if (lend) checkSelector(check, [...rule.path, 'lend'], lend, watch, kinds);
}

/** Each way to hedge is watched, can hedge, and moves with what is hedged; what is borrowed can be sold. */
function checkHedge(check: Check, rule: HedgeDraft, means: Means): void {
  const on = rule.on ?? [];
  on.forEach((way, index) => {
    const at = [...rule.path, 'on', ...(on.length > 1 ? [index] : [])];
    if (on.findIndex(({ venue, name }) => venue === way.venue && name === way.name) !== index) {
      check.report(at, `\`${way.venue} ${way.name}\` stands here twice`, 'remove one');
    }
    checkWay(check, at, way, rule, means);
  });
}

/** What a rule may draw on. */
export interface Means {
  watch: readonly WatchDraft[];
  /** The chain's, by symbol. */
  tokens: Readonly<Record<string, { underlying: string | null }>>;
  kinds: readonly VenueKind[];
  /** Underlyings that have a hedge rule. */
  hedged: readonly string[];
}

function checkWay(check: Check, at: Path, on: InstrumentName, { hedge, crossHedge }: HedgeDraft, means: Means): void {
  const { watch, tokens, kinds, hedged } = means;
  const kind = kinds.find(({ id }) => id === on.venue);
  const underlyingOf = kind && hedgedBy(kind, tokens);
  if (kind && !underlyingOf) {
    const able = kinds.filter((one) => hedgedBy(one, tokens)).map(({ id }) => id);
    check.report(
      at,
      `nothing that hedges is traded on \`${on.venue}\``,
      `hedge on one where it is: ${able.join(', ')}`,
    );
    return;
  }
  if (!reportUnwatched(check, at, on.venue, watch)) return;
  const names = watch.filter(({ venue }) => venue === on.venue).flatMap((item) => item.names);
  if (!names.includes(on.name)) {
    check.report(at, `\`${on.name}\` is not watched on \`${on.venue}\``, didYouMean(on.name, names));
    return;
  }
  if (hedge === undefined || !underlyingOf) return;
  const underlying = underlyingOf(on.name);
  if (underlying !== hedge && underlying !== null && crossHedge !== undefined) {
    if (!hedged.includes(underlying)) return;
    const message = `${underlying} has a hedge of its own, which would undo what is traded here in the place of ${hedge}`;
    check.report(at, message, `take \`${on.venue} ${on.name}\` out, or the hedge of ${underlying}`);
    return;
  }
  if (underlying !== hedge) {
    const fitting = names.find((name) => underlyingOf(name) === hedge);
    const other = fitting === undefined ? `watch and trade a market of ${hedge}` : `trade \`${on.venue} ${fitting}\``;
    const moves = underlying === null ? 'it has no underlying' : `its underlying is ${underlying}`;
    const mend = underlying === null ? other : `hedge ${underlying}, or ${other}`;
    check.report(at, `\`${on.venue} ${on.name}\` cannot hedge ${hedge}: ${moves}`, mend);
    return;
  }
  if (!kind?.loans) return;
  const sells = ({ venue, names: pairs }: WatchDraft) =>
    pairs.some((pair) => kinds.find(({ id }) => id === venue)?.spots?.(pair, tokens) === hedge);
  if (watch.some(sells)) return;
  const message = `what is borrowed on \`${on.venue}\` is sold, and no pair of ${hedge} is watched`;
  check.report(at, message, 'watch one: `- uniswap-v3: [WETH/USDC]`');
}

/** What moves with a name of the venue; undefined where nothing of it can hedge. */
function hedgedBy(
  { perpetuals, spots, loans }: VenueKind,
  tokens: Means['tokens'],
): ((name: string) => string | null) | undefined {
  if (perpetuals) return perpetuals;
  const told = spots ?? loans;
  return told && ((name) => told(name, tokens));
}
