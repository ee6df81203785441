import { historicalShocks } from '../../assess/stress/historicalShocks.js';
import type { StakeTier } from '../../model/agreement.js';
import type { VenueKind } from '../../venues/venue.js';
import type { Check } from '../readFields.js';
import type { ChainDraft } from '../settings/readChain.js';
import type { SettingsDraft } from '../settings/readSettings.js';
import { didYouMean } from '../suggestion.js';
import { checkLimits } from './checkLimits.js';
import { checkRisk } from './checkRisk.js';
import { checkRules } from './checkRules.js';
import { checkStake } from './checkStake.js';
import { checkTargets } from './checkTargets.js';
import { checkWatch } from './checkWatch.js';
import type { Draft } from './draft.js';
import { readDraft } from './readDraft.js';

/**
 * A strategy file, read and held against itself and against ballast.yaml; everything wrong is reported.
 * @param settings null when ballast.yaml could not be read at all.
 */
export function readStrategy(
  check: Check,
  settings: SettingsDraft | null,
  kinds: readonly VenueKind[],
): Draft & { tiers: readonly StakeTier[] } {
  const draft = readDraft(check);
  const chain = findChain(check, draft, settings);
  checkWatch(check, draft, chain, kinds);
  checkRules(check, draft, kinds, chain?.tokens ?? {});
  checkTargets(check, draft);
  checkLimits(check, draft, chain);
  const tiers = checkStake(check, draft, chain);
  checkRisk(
    check,
    draft,
    chain,
    kinds,
    historicalShocks.map(({ name }) => name),
  );
  if (draft.mode === 'live' && draft.account !== undefined) {
    const { account } = draft;
    const key = settings?.keys?.find((one) => one.account === account);
    if (settings?.keys && !key) {
      const mend = 'add it under `keys:` in ballast.yaml (`ballast keys` makes one), or use `mode: shadow`';
      check.report(['mode'], `\`live\` needs a key, and none is declared for ${account}`, mend);
    }
    const foreign = key?.gasTokens.find((token) => chain?.gasToken && token !== chain.gasToken.toUpperCase());
    if (foreign !== undefined && chain?.gasToken) {
      const message = `the policy of this account's key counts gas in ${foreign}; on ${chain.name} gas is paid in ${chain.gasToken}`;
      check.report(
        ['account'],
        message,
        'state the budgets of the key in that token, or use an account of its own here',
      );
    }
  }
  return { ...draft, tiers };
}

function findChain(check: Check, { chain }: Draft, settings: SettingsDraft | null): ChainDraft | null {
  if (chain === undefined || settings === null) return null;
  const found = settings.chains.find(({ name }) => name === chain);
  if (found) return found;
  const known = settings.chains.map(({ name }) => name);
  const mend = known.length > 0 ? didYouMean(chain, known) : 'declare it under `chains:` in ballast.yaml';
  check.report(['chain'], `\`${chain}\` is not a chain of ballast.yaml`, mend);
  return null;
}
