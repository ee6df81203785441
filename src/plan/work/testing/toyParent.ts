import type { WorkedParent } from '../../../model/desk.js';
import type { ParentTerms } from '../../../model/parentOrder.js';
import { newParentState } from '../../../model/parentState.js';
import { bps, unixMillis } from '../../../model/units.js';
import { units } from '../../testing/toyBook.js';
import { toyAccount } from '../../testing/toyTokens.js';

/** When toy orders are asked for: the moment of a toy snapshot. */
export const start = 1_700_000_000_000;

/** Buy 10 ETH at the toy venue, at once; `change` replaces any part of it. */
export const toyTerms = (change: Partial<ParentTerms> = {}): ParentTerms => ({
  venue: 'toy',
  instrument: 'toy ETH',
  position: 'toy cross/ETH',
  side: 'Buy',
  quantity: units(10),
  ordType: 'Market',
  price: null,
  stopPx: null,
  reduceOnly: false,
  timeInForce: 'GTC',
  expireTime: null,
  algorithm: { kind: 'immediate' },
  maxSlippage: bps(50),
  ...change,
});

/** An order that was just asked for. */
export function toyParent(terms: Partial<ParentTerms> = {}, change: Partial<WorkedParent> = {}): WorkedParent {
  const whole = toyTerms(terms);
  return {
    id: 'parent-1',
    clOrdId: 'one',
    strategy: 'toy-book',
    account: toyAccount,
    chainId: 31337,
    mode: 'live',
    orderClass: 'delta',
    list: null,
    terms: whole,
    state: newParentState(whole.quantity),
    executions: 0,
    author: 'ann',
    text: '',
    createdAt: unixMillis(start),
    acceptedAt: null,
    arrivalPrice: null,
    children: [],
    ...change,
  };
}
