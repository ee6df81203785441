import type { Address, Log } from 'viem';
import { isAddressEqual } from 'viem';
import type { Fill, OrderTerms } from '../../model/order.js';
import type { Binding } from './binding.js';
import { claimableAmount } from './claimableAmount.js';
import type { EmitterLog } from './events/eventLog.js';
import { readEvents } from './events/readEvents.js';
import { marketOf } from './orderFills.js';
import type { KnownMarkets } from './read/accountState.js';

/**
 * What a mined transaction of ours did by itself: an order taken back or changed, funding claimed. What it asked of
 * keepers is a matter of `tracking`.
 */
export function requestFills(binding: Binding, known: KnownMarkets, terms: OrderTerms, logs: readonly Log[]): Fill[] {
  const { account, release } = binding;
  const events = readEvents(logs as readonly EmitterLog[], release.contracts.eventEmitter);
  return events.flatMap((event): Fill[] => {
    if (event.name === 'OrderCancelled' && terms.kind === 'cancel' && event.values.key === terms.order) {
      return [{ kind: 'cancel', order: terms.order }];
    }
    if (event.name === 'OrderUpdated' && terms.kind === 'rest' && event.values.key === terms.replaces) {
      return [{ kind: 'replace', order: terms.replaces }];
    }
    if (event.name === 'FundingFeesClaimed' && terms.kind === 'claim') {
      const { account: owner, market, token, amount } = event.values;
      return isAddressEqual(owner, account) ? claimFill(binding, known, market, token, amount) : [];
    }
    return [];
  });
}

function claimFill(binding: Binding, known: KnownMarkets, market: Address, token: Address, amount: bigint): Fill[] {
  const props = marketOf(known, market);
  return props && amount > 0n ? [{ kind: 'claim', ...claimableAmount(binding, props, token, amount) }] : [];
}
