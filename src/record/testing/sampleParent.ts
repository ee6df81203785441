import type { ParentOrder, ParentTerms } from '../../model/parentOrder.js';
import { newParentState } from '../../model/parentState.js';
import { bps, unixMillis, wad } from '../../model/units.js';
import { newId } from '../id.js';
import { sampleAccount } from './sample.js';

export const sampleParentTerms: ParentTerms = {
  venue: 'perp-v2',
  instrument: 'perp-v2 ETH',
  position: null,
  side: 'Sell',
  quantity: wad(10n * 10n ** 18n),
  ordType: 'Limit',
  price: wad(2_000n * 10n ** 18n),
  stopPx: null,
  reduceOnly: false,
  timeInForce: 'GTC',
  expireTime: null,
  algorithm: { kind: 'immediate' },
  maxSlippage: bps(50),
};

/** Just asked for. `terms` change those of the sample. */
export function sampleParent(
  changes: Partial<Omit<ParentOrder, 'terms'>> & { terms?: Partial<ParentTerms> } = {},
): ParentOrder {
  const createdAt = changes.createdAt ?? unixMillis(1_700_000_000_000);
  const id = newId(createdAt);
  const terms = { ...sampleParentTerms, ...changes.terms };
  return {
    id,
    clOrdId: `order-${id}`,
    strategy: 'eth-book',
    account: sampleAccount,
    chainId: 42161,
    mode: 'live',
    orderClass: 'delta',
    list: null,
    state: newParentState(terms.quantity),
    executions: 0,
    author: 'ana',
    text: 'the client asks for it',
    createdAt,
    ...changes,
    terms,
  };
}
