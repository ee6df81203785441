import { defaultTiers, type StakeTier } from '../../model/agreement.js';
import type { Check } from '../readFields.js';
import type { ChainDraft } from '../settings/readChain.js';
import type { Draft, TierDraft } from './draft.js';

/**
 * The tiers of a strategy, from the smallest amount up: each asks for no less than the one below, and for no more than
 * the chain has. Where none is for the smallest amounts the default is, and what a tier leaves out is as in the one below.
 */
export function checkStake(check: Check, { atStake = [] }: Draft, chain: ChainDraft | null): readonly StakeTier[] {
  const endpoints = chain?.endpoints?.length;
  const report = (index: number, key: keyof TierDraft, message: string, mend: string) =>
    check.report(['atStake', index, key], message, mend);

  const sorted = atStake.map((tier, index) => ({ ...tier, index })).toSorted((a, b) => a.above - b.above);
  const tiers: StakeTier[] = sorted[0]?.above === 0 ? [] : [...defaultTiers(endpoints ?? 1)];
  for (const { index, ...stated } of sorted) {
    const below = tiers.at(-1);
    const { above } = stated;
    if (below?.above === above) {
      report(index, 'above', `a tier above states what is asked for from ${above} usd on`, 'keep one of the two');
      continue;
    }
    const least = below ?? {
      above: 0,
      endpoints: defaultTiers(endpoints ?? 1)[0]?.endpoints ?? 1,
      confirmations: null,
    };
    const tier: StakeTier = {
      above,
      endpoints: stated.endpoints ?? least.endpoints,
      confirmations: stated.confirmations ?? least.confirmations,
    };
    if (below && endpoints !== undefined && tier.endpoints < below.endpoints) {
      const message = `fewer endpoints must agree above ${above} usd (${tier.endpoints}) than above ${below.above} usd (${below.endpoints})`;
      report(
        index,
        'endpoints',
        message,
        'more is asked for as more is at stake: raise it, or lower the tier from 0 usd',
      );
    }
    if (endpoints !== undefined && tier.endpoints > endpoints) {
      const message = `${tier.endpoints} endpoints shall agree, and ${chain?.name} has ${endpoints}`;
      report(index, 'endpoints', message, `add endpoints of other providers in ballast.yaml, or ask for ${endpoints}`);
    }
    const usual = chain?.confirmations ?? 1;
    const deepest = below?.confirmations ?? usual;
    if (tier.confirmations !== null && tier.confirmations < Math.max(deepest, usual)) {
      const [than, of] =
        deepest > usual ? [deepest, `above ${below?.above} usd`] : [usual, `on ${chain?.name} as such`];
      const message = `${tier.confirmations} confirmations are fewer than ${of} (${than})`;
      report(index, 'confirmations', message, `state ${than} or more, or leave it out`);
    }
    tiers.push(tier);
  }
  return tiers;
}
