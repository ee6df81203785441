import type { Executed } from '../executed.js';

export interface ExecutedChange
  extends Partial<Pick<Executed, 'id' | 'kind' | 'venue' | 'algorithm' | 'rule' | 'status' | 'list'>> {
  /** USD per unit that it was traded at. */
  price?: number;
  quantity?: number;
  /** Share of it. */
  filled?: number;
  decisionPrice?: number;
  /** Milliseconds from when it was asked for. */
  took?: number;
}

let count = 0;

/** One unit bought at a mark of 100, for nothing. */
export function sampleExecuted({
  price = 100,
  quantity = 1,
  filled = 1,
  decisionPrice = 100,
  took = 1_000,
  ...about
}: ExecutedChange = {}): Executed {
  count += 1;
  const askedAt = 1_700_000_000_000;
  const at = askedAt + took;
  const amount = quantity * filled;
  const trades = amount > 0 ? [{ quantity: amount, price, mark: 100, quoted: 100, at, child: `child-${count}` }] : [];
  const isKnown = Number.isFinite(decisionPrice);
  return {
    ...{
      id: `order-${count}`,
      kind: 'order',
      strategy: 'eth-book',
      account: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    },
    ...{ chainId: 31337, venue: 'perp-v2', instrument: 'perp-v2 ETH', algorithm: 'immediate', rule: null, list: null },
    ...{ block: null, author: 'ana', status: 'Filled', askedAt, acceptedAt: askedAt, endedAt: at, trades, marks: [] },
    ...about,
    choices: [],
    worked: {
      ...{ side: 'Buy', ordered: quantity, undone: quantity - amount, decisionPrice, endPrice: 100, trades },
      arrivalPrice: isKnown ? 100 : Number.NaN,
      costs: { fee: 0, gas: 0, keeper: 0, funding: 0 },
    },
  };
}
