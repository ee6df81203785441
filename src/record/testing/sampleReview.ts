import type { Review } from '../../model/review.js';
import { bps, fromFloat, unixMillis } from '../../model/units.js';

const asked = unixMillis(1_700_000_000_000);

/** A hedge of 60 000 USD that somebody is to look at. */
export const sampleReview = (
  change: Partial<Omit<Review, 'id' | 'votes' | 'status'>> = {},
): Omit<Review, 'id' | 'votes' | 'status'> => ({
  strategy: 'book',
  chainId: 31_337,
  rule: 'hedge ETH',
  subject: { underlying: 'ETH' },
  orderClass: 'delta',
  terms: {
    ...{ kind: 'trade', venue: 'perp-v2', instrument: 'perp-v2 ETH', position: null, side: 'Sell' },
    ...{ quantity: fromFloat(30, 'down'), reduceOnly: false, maxSlippage: bps(30) },
  },
  notional: 60_000,
  checks: [{ code: 'MAX_ORDER_USD', verdict: 'review', text: '60 000 USD; a person looks above 50 000 USD' }],
  approved: 60_000,
  approvals: 1,
  expiresAt: unixMillis((change.openedAt ?? asked) + 900_000),
  onExpiry: 'reject',
  openedAt: asked,
  ...change,
});
