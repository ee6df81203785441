import type { BlockMethod } from '../../model/block.js';
import type { ParentTerms } from '../../model/parentOrder.js';

/**
 * How orders on a venue can be one. Tokens can be sent, and so can options that are bought: what is bought is split off for each. A
 * position on a perpetual belongs to its account, and options that are sold are each account's own to close.
 */
export function methodOf({ venue, side, position, reduceOnly }: ParentTerms): BlockMethod {
  if (position !== null || reduceOnly) return 'interleave';
  if (venue === 'uniswap-v3') return 'transfer';
  return venue === 'lyra' && side === 'Buy' ? 'transfer' : 'interleave';
}
