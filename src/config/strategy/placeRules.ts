import { placeOf } from '../../chains/names.js';
import type { AccountSelector } from '../../model/strategy.js';
import type { Check } from '../readFields.js';
import { didYouMean } from '../suggestion.js';
import type { Draft, RuleDraft } from './draft.js';

/**
 * Finds the chain on which each rule acts, where a strategy has several: the one whose venues it names. What it names is called
 * there as its venue calls it, so `ethereum:perp-v2 ETH` becomes `perp-v2 ETH` on `ethereum`. A rule acts on one chain: no money
 * can be moved to another within a tick, and no order is split over two.
 */
export function placeRules(check: Check, { rules, chain: home, chains = [] }: Draft): readonly RuleDraft[] {
  const known = chains.map(({ chain }) => chain);
  return rules.map((rule) => {
    const named = [...new Set(venuesNamed(rule).map((venue) => placeOf(venue).chain))];
    const [chain = null] = named;
    if (named.length > 1) {
      const names = named.map((one) => one ?? home ?? 'the first chain').join(' and ');
      check.report(rule.path, `a rule acts on one chain, and this names ${names}`, 'make a rule for each chain of it');
      return rule;
    }
    if (chain === null) return rule;
    if (!known.includes(chain)) {
      const isHome = chain === home;
      const mend = isHome ? `leave \`${chain}:\` away` : known.length > 0 ? didYouMean(chain, known) : addIt(chain);
      const why = isHome ? 'is the chain that the file names first' : 'is not among the `chains:` of this strategy';
      check.report(rule.path, `\`${chain}\` ${why}`, mend);
      return rule;
    }
    return { ...asThere(rule), chain };
  });
}

const addIt = (chain: string): string => `watch something there: \`chains: { ${chain}: { watch: […] } }\``;

function venuesNamed(rule: RuleDraft): string[] {
  switch (rule.kind) {
    case 'hedge':
      return (rule.on ?? []).map(({ venue }) => venue);
    case 'topUp':
      return venueOf(rule.topUp);
    case 'deleverage':
      return venueOf(rule.deleverage);
    case 'protect':
      return venueOf(rule.protect);
    case 'claim':
      return rule.claim === undefined ? [] : [rule.claim];
    case 'rebalance':
      return [
        ...(rule.rebalance ?? []),
        ...(rule.from ?? []).flatMap((source) => ('accounts' in source ? source.accounts : [])),
        ...(rule.swap ?? []),
        ...(rule.lend ? [rule.lend] : []),
      ].map(({ venue }) => venue);
  }
}

const venueOf = (selector: AccountSelector | undefined): string[] => (selector ? [selector.venue] : []);

/** The rule with its venues called as they are on their own chain. */
function asThere(rule: RuleDraft): RuleDraft {
  const there = <Named extends { venue: string }>(named: Named): Named => ({
    ...named,
    venue: placeOf(named.venue).id,
  });
  switch (rule.kind) {
    case 'hedge':
      return { ...rule, ...(rule.on && { on: rule.on.map(there) }) };
    case 'topUp':
      return { ...rule, ...(rule.topUp && { topUp: there(rule.topUp) }) };
    case 'deleverage':
      return { ...rule, ...(rule.deleverage && { deleverage: there(rule.deleverage) }) };
    case 'protect':
      return { ...rule, ...(rule.protect && { protect: there(rule.protect) }) };
    case 'claim':
      return { ...rule, ...(rule.claim !== undefined && { claim: placeOf(rule.claim).id }) };
    case 'rebalance':
      return {
        ...rule,
        ...(rule.rebalance && { rebalance: rule.rebalance.map(there) }),
        ...(rule.from && {
          from: rule.from.map((source) => ('accounts' in source ? { accounts: there(source.accounts) } : source)),
        }),
        ...(rule.swap && { swap: rule.swap.map(there) }),
        ...(rule.lend && { lend: there(rule.lend) }),
      };
  }
}
