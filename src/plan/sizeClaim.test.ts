import { expect, test } from 'vitest';
import type { ClaimableAmount } from '../model/order.js';
import { tokenAmount } from '../model/units.js';
import { planTick } from './planTick.js';
import { claimRule, toyBook, toyOrder } from './testing/toyBook.js';
import { toyState } from './testing/toyPerp.js';
import { usdc } from './testing/toyTokens.js';

const owed = (dollars: number, change: Partial<ClaimableAmount> = {}): ClaimableAmount => ({
  instrument: 'toy ETH',
  token: 'USDC',
  address: usdc.address,
  decimals: 6,
  amount: tokenAmount(BigInt(Math.round(dollars * 1e6))),
  ...change,
});
const plan = (claimable: readonly ClaimableAmount[] | null, change = {}) =>
  planTick(toyBook([claimRule()], toyState({ claimable }), change)).decisions;

test('default: what a venue owes is collected once it is worth the trouble', () => {
  const unpriced = owed(5, { token: 'XYZ', address: '0x00000000000000000000000000000000000000ff' });
  const nothing = owed(0, { instrument: 'toy BTC' });
  expect(plan([owed(25), unpriced, nothing])).toMatchObject([
    {
      verdict: 'act',
      kind: 'claim',
      orderClass: 'cost',
      subject: { venue: 'toy' },
      size: ['25 USDC of toy ETH, 5 XYZ of toy ETH: worth 25 USD, over the minimum of 20 USD'],
      action: { terms: { kind: 'claim', venue: 'toy', amounts: [owed(25), unpriced] }, notional: 25 },
    },
  ]);
});

test('behavior: less is left where it is, without a word', () => {
  expect(plan([owed(19.99)])).toEqual([]);
  expect(plan([])).toEqual([]);
});

test('behavior: one claim at a time', () => {
  const openOrders = [toyOrder({ kind: 'claim', venue: 'toy', amounts: [owed(25)] }, { rule: 'claim toy' })];
  expect(plan([owed(25)], { openOrders })).toMatchObject([{ verdict: 'hold', not: ['order order-1 is in flight'] }]);
});

test('behavior: a venue that owes nothing beside its positions says so', () => {
  expect(plan(null)).toMatchObject([
    { verdict: 'refused', not: ['toy pays out of itself: there is nothing to claim'] },
  ]);
});
