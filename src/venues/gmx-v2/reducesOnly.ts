import { getAddress } from 'viem';
import type { GmxDetail } from './detail.js';
import { disagreements } from './reconcile.js';
import type { GmxMarket } from './state.js';

/**
 * Why a market takes no new risk from us now, in a sentence; null when it does. The release is not what was pinned, its
 * prices are doubtful, or GMX reckons one of our positions otherwise than we do.
 */
export function reducesOnly(detail: GmxDetail, { props }: GmxMarket): string | null {
  const { doubt } = detail.prices[getAddress(props.marketToken)] ?? { doubt: 'it has no price' };
  const reasons = [...detail.problems, ...(doubt === null ? [] : [doubt]), ...disagreements(detail, props.marketToken)];
  return reasons.length === 0 ? null : reasons.join('; ');
}
