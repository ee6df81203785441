import { expect, test } from 'vitest';
import type { Agreement } from '../../model/agreement.js';
import { actionOf, comfortable, contextOf, sell } from '../testing/violations.js';
import { endpointsAgree, endpointsDiffer } from './agreement.js';

const counted = (change: Partial<Agreement>): Agreement => ({
  ...{ wanted: 2, agreed: 2, differed: 0, behind: 0, silent: 0 },
  ...change,
});
const atStake = [
  { above: 0, endpoints: 2, confirmations: null },
  { above: 4_000, endpoints: 3, confirmations: null },
];
const context = (agreement: Agreement | null, quantity = 2) =>
  contextOf(actionOf(sell(quantity)), comfortable, { agreement, atStake });

test('default: as many agree as are wanted', () => {
  expect(endpointsAgree(context(counted({})))).toEqual({
    verdict: 'pass',
    text: '2 of the 2 endpoints that an order of 4000 USD asks for agree on the block',
  });
  expect(endpointsDiffer(context(counted({})))).toMatchObject({ verdict: 'pass' });
});

test('behavior: a larger order wants more than were enough for a smaller one', () => {
  expect(endpointsAgree(context(counted({}), 2.5))).toEqual({
    verdict: 'reject',
    text: '2 of the 3 endpoints that an order of 5000 USD asks for agree on the block; there are no more',
  });
});

test('behavior: no answer, an old one and another one are three different things', () => {
  const missing = counted({ agreed: 1, silent: 1, behind: 2, differed: 0 });
  expect(endpointsAgree(context(missing))).toMatchObject({
    text: expect.stringMatching(/; 1 did not answer, 2 do not have the block yet$/),
  });
  expect(endpointsDiffer(context(missing))).toMatchObject({ verdict: 'pass' });
  expect(endpointsDiffer(context(counted({ agreed: 1, differed: 1 })))).toMatchObject({ verdict: 'reject' });
});

test('behavior: a majority is enough, and no more than a majority', () => {
  expect(endpointsDiffer(context(counted({ agreed: 2, differed: 1 })))).toMatchObject({ verdict: 'pass' });
  expect(endpointsDiffer(context(counted({ agreed: 2, differed: 2 })))).toMatchObject({ verdict: 'reject' });
});

test('behavior: what only takes back an order needs nobody', () => {
  const cancel = { kind: 'cancel', venue: 'toy', order: 'venue-1' } as const;
  const base = context(counted({ agreed: 1, silent: 1 }));
  expect(endpointsAgree({ ...base, action: { ...base.action, terms: cancel } })).toMatchObject({ verdict: 'pass' });
});
