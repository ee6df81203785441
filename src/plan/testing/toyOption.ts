import type { Position } from '../../model/position.js';
import { unixSeconds } from '../../model/units.js';
import { units } from './toyBook.js';
import { toyAccount } from './toyTokens.js';

export interface OptionShape {
  strike: number;
  days: number;
  vol: number;
  right: 'call' | 'put';
  quantity: number;
}

/** The moment that toy options run from, which is a toy snapshot's. */
const now = 1_700_000_000;

/** An option on ether at 2 000 that nothing can liquidate, marked at 100 USD; `index` tells it from its neighbours. */
export function toyOption({ strike, days, vol, right, quantity }: OptionShape, index: number): Position {
  const id = `options #${index}`;
  return {
    id,
    venue: 'options',
    account: toyAccount,
    instrument: {
      kind: 'option',
      id,
      venue: 'options',
      underlying: 'ETH',
      expiry: unixSeconds(now + days * 86_400),
      strike: units(strike),
      right,
    },
    quantity: units(quantity),
    mark: units(100),
    value: units(quantity * 100),
    marginAccount: null,
    pricing: { vol, spot: 2_000, rate: 0.05 },
  };
}
