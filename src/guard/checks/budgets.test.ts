import { expect, test } from 'vitest';
import type { Action } from '../../model/decision.js';
import type { RestingTerms } from '../../model/order.js';
import { stopOf, unlimited, unused } from '../../plan/testing/toyBook.js';
import { contextOf } from '../testing/violations.js';
import { usageAfter } from '../usage.js';
import { maxOrderUsd, turnoverPerDay } from './budgets.js';

/** 3 ETH at 2 000 USD that rest at the venue. */
const resting = (change: Partial<RestingTerms> = {}): Action => ({
  ...{ rule: 'rule', subject: { underlying: 'ETH' }, orderClass: 'delta', notional: 6_000 },
  terms: stopOf(3, 2_100, { reduceOnly: false, maxSlippage: null, ...change }),
});
const day = { ...unlimited.day, turnover: 10_000 };

test('behavior: what is taken back in a tick counts as no order in it', () => {
  const back: Action = { ...resting(), terms: { kind: 'cancel', venue: 'toy', order: '0x01' } };
  const { ordersChosen, ...counted } = usageAfter(unused, back);
  expect([counted, ordersChosen]).toEqual([unused, 0]);
  expect(usageAfter(unused, resting())).toMatchObject({ ordersLastHour: 1, ordersLastDay: 1, ordersChosen: 1 });
});

test('behavior: who is asked about an order is told from where, by whose limit, and where it ends', () => {
  const levels = [{ level: 'account' as const, limits: { order: { review: 5_000, reject: null } } }];
  const judge = (order: number) =>
    maxOrderUsd(contextOf(resting(), undefined, { limits: { ...unlimited, order }, levels }));
  expect(judge(200_000)).toMatchObject({
    verdict: 'review',
    text: "6000 USD; a person looks above 5000 USD an order (the account's limit); never above 200000 USD an order",
  });
  expect(judge(Number.POSITIVE_INFINITY).text).toMatch(/\(the account's limit\)$/);
});

test('default: an entry that rests may be as large as an order, and is not cut', () => {
  const judge = (order: number, change: Partial<RestingTerms> = {}) =>
    maxOrderUsd(contextOf(resting(change), undefined, { limits: { ...unlimited, order } }));
  expect(judge(6_000).verdict).toBe('pass');
  expect(judge(5_999)).toMatchObject({
    verdict: 'reject',
    text: expect.stringContaining('rests whole, or not at all'),
  });
  expect(judge(5_999, { reduceOnly: true }).verdict).toBe('pass');
});

test('behavior: it uses up the turnover of the day from when it is placed, and one that only reduces does not', () => {
  const judge = (turnoverLastDay: number, change: Partial<RestingTerms> = {}) =>
    turnoverPerDay(
      contextOf(resting(change), undefined, {
        limits: { ...unlimited, day },
        usage: { ...unused, turnoverLastDay },
      }),
    ).verdict;
  expect([judge(4_000), judge(4_001), judge(4_001, { reduceOnly: true })]).toEqual(['pass', 'reject', 'pass']);
  expect(usageAfter(unused, resting()).turnoverLastDay).toBe(6_000);
  expect(usageAfter(unused, resting({ reduceOnly: true })).turnoverLastDay).toBe(0);
});
