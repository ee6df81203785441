import { historicalShocks } from '../../assess/stress/historicalShocks.js';
import type { StakeTier } from '../../model/agreement.js';
import type { TokenDeclaration, VenueKind } from '../../venues/venue.js';
import { type Check, reportedOnce } from '../readFields.js';
import type { SettingsDraft } from '../settings/readSettings.js';
import { checkLimits } from './checkLimits.js';
import { checkRisk } from './checkRisk.js';
import { checkRules } from './checkRules.js';
import { checkStake } from './checkStake.js';
import { checkTargets } from './checkTargets.js';
import { checkWatch } from './checkWatch.js';
import type { Draft, RuleDraft } from './draft.js';
import { type ChainPart, draftsByChain } from './draftsByChain.js';
import { placeRules } from './placeRules.js';
import { readDraft } from './readDraft.js';
import { checkGreeks, underlyingsOf } from './underlyingsKnown.js';

/** A strategy as far as its file could be understood, with what each of its chains asks for before money moves. */
export type ReadStrategy = Draft & { tiers: readonly StakeTier[]; elsewhere: readonly ReadElsewhere[] };

/** What the strategy has on a further chain. */
export type ReadElsewhere = Draft & { tiers: readonly StakeTier[] };

/**
 * A strategy file, read and held against itself and against ballast.yaml; everything wrong is reported.
 * @param settings null when ballast.yaml could not be read at all.
 */
export function readStrategy(check: Check, settings: SettingsDraft | null, kinds: readonly VenueKind[]): ReadStrategy {
  const draft = readDraft(check);
  const placed = { ...draft, rules: placeRules(check, draft) };
  const parts = draftsByChain(check, placed, settings);
  const [home, ...others] = parts;
  // What is wrong whatever the chain is told once.
  const once = draft.chains ? reportedOnce(check) : check;
  const checked = (part: ChainPart) => {
    checkPart(once, part, settings, kinds);
    checkLimits(once, part.draft, part.chain, kinds);
    return { ...part.draft, tiers: checkStake(once, part.draft, part.chain) };
  };
  const { tiers } = checked(home);
  const elsewhere = others.map(checked);
  checkNames(check, parts);
  const watched = allOf(parts.map(({ draft: { watch } }) => watch));
  const known = underlyingsOf(watched, home.chain && tokensOf(parts), kinds);
  checkGreeks(check, ['limits'], placed.limits.greeks ?? {}, known);
  checkRisk(
    check,
    placed,
    known,
    historicalShocks.map(({ name }) => name),
  );
  return { ...placed, tiers, elsewhere };
}

function checkPart(
  check: Check,
  { draft, chain }: ChainPart,
  settings: SettingsDraft | null,
  kinds: readonly VenueKind[],
): void {
  checkWatch(check, draft, chain, kinds);
  checkRules(check, draft, kinds, chain?.tokens ?? {});
  checkTargets(check, draft);
  if (draft.mode !== 'live' || draft.account === undefined) return;
  const { account } = draft;
  const key = settings?.keys?.find((one) => one.account === account);
  if (settings?.keys && !key) {
    const mend = 'add it under `keys:` in ballast.yaml (`ballast keys` makes one), or use `mode: shadow`';
    check.report(['mode'], `\`live\` needs a key, and none is declared for ${account}`, mend);
  }
  const foreign = key?.gasTokens.find((token) => chain?.gasToken && token !== chain.gasToken.toUpperCase());
  if (foreign !== undefined && chain?.gasToken) {
    const message = `the policy of this account's key counts gas in ${foreign}; on ${chain.name} gas is paid in ${chain.gasToken}`;
    check.report(['account'], message, 'state the budgets of the key in that token, or use an account of its own here');
  }
}

/** The ledger knows a rule by its name, on whichever chain it acts. */
function checkNames(check: Check, parts: readonly ChainPart[]): void {
  const named = new Map<string, RuleDraft>();
  for (const rule of parts.flatMap(({ draft }) => draft.rules)) {
    const twin = named.get(rule.name);
    if (twin === undefined) named.set(rule.name, rule);
    else if (twin.chain !== rule.chain) {
      check.report(rule.path, `a rule on another chain is called \`${rule.name}\` too`, 'tell them apart with `name:`');
    }
  }
}

/** null where one of them is. */
function allOf<Item>(lists: readonly (readonly Item[] | null)[]): Item[] | null {
  const known = lists.filter((list) => list !== null);
  return known.length < lists.length ? null : known.flat();
}

/** Of all chains, by symbol; null where those of one are not known. */
function tokensOf(parts: readonly ChainPart[]): Readonly<Record<string, TokenDeclaration>> | null {
  const all = allOf(parts.map(({ chain }) => (chain?.tokens ? Object.entries(chain.tokens) : null)));
  return all && Object.fromEntries(all.reverse());
}
