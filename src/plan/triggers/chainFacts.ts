import type { ChainFacts } from '../../assess/metric.js';
import type { UnreadVenue } from '../../model/snapshot.js';
import type { Rule } from '../../model/strategy.js';
import { type Wei, wei } from '../../model/units.js';

/** What was written down of a chain; null where it was not. */
export interface KnownChain {
  baseFee: Wei | null;
  /** Gas token of the account. */
  nativeBalance: Wei | null;
  unread: readonly UnreadVenue[];
}

/** What conditions may read of the chain on which a rule acts, and which metrics would tell what is not known. */
export function chainFacts(
  { baseFee, nativeBalance, unread }: KnownChain,
  { chain }: Pick<Rule, 'chain'>,
): { known: ChainFacts; unknown: ReadonlySet<string> } {
  // What gas costs elsewhere is not written down here.
  const isElsewhere = chain !== undefined;
  const unknown = new Set<string>();
  if (isElsewhere || baseFee === null) unknown.add('gas');
  if (isElsewhere || nativeBalance === null) unknown.add('gasBalance');
  const known: ChainFacts = {
    block: { baseFee: baseFee ?? wei(0n) },
    nativeBalance: nativeBalance ?? wei(0n),
    unread,
  };
  return { known, unknown };
}
