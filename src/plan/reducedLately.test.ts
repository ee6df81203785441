import { expect, test } from 'vitest';
import { milliseconds, unixMillis } from '../model/units.js';
import type { PlanInput } from './plan.js';
import { planTick } from './planTick.js';
import {
  deleverageRule,
  healthBelow,
  hedgeRule,
  rebalanceRule,
  toyBook,
  toyCondition,
  toyOrder,
  tradeOf,
  units,
} from './testing/toyBook.js';
import { toyState } from './testing/toyPerp.js';

/** Short `ether` with so much health: 6.25 % of the notional is required, at 2 000 USD. */
const short = (ether: number, health: number) =>
  toyState({
    requirement: 625,
    accounts: { cross: { cash: units(ether * 2_000 * (1 + 0.0625 * health)), quantities: { ETH: units(-ether) } } },
  });
const cooldown = milliseconds(30_000);
const smaller = deleverageRule({ when: healthBelow(1.25), to: 2.5, cooldown });
const when = toyCondition('delta > -9.5', ['delta'], (read) => read('delta') > -9.5);
const hedge = hedgeRule({ when, to: -10 });
const now = unixMillis(1_700_000_000_000);
const ago = (ms: number, failures = 0): PlanInput['history'] =>
  new Map([['deleverage toy *|toy cross', { lastAt: unixMillis(now - ms), failures }]]);

const planOf = (state: ReturnType<typeof short>, change: Partial<PlanInput> = {}, rules = [hedge, smaller]) =>
  planTick(toyBook(rules, state, { now, ...change })).decisions.map(({ kind, verdict, not }) => [
    kind,
    verdict,
    ...not,
  ]);

test('default: what a deleveraging has closed is not opened again in the same tick', () => {
  expect(planOf(short(10, 1.18))).toEqual([
    ['deleverage', 'act'],
    ['hedge', 'hold', 'the deleveraging above made toy ETH smaller'],
  ]);
});

test('behavior: nor while that rule cools down; after that it is', () => {
  const state = short(5, 2.5);
  const held = ['hedge', 'hold', 'deleverage toy * made toy cross smaller: 20 s left of its cooldown'];
  expect(planOf(state, { history: ago(10_000) })).toEqual([held]);
  expect(planOf(state, { history: ago(30_000) })).toEqual([['hedge', 'act']]);
  expect(planOf(state, { history: new Map() })).toEqual([['hedge', 'act']]);
  expect(planOf(state, { history: ago(-5_000) })).toEqual([['hedge', 'act']]);
});

test('behavior: a position that was closed altogether is not opened again either', () => {
  const none = toyState({ requirement: 625, accounts: { cross: { cash: units(9_000), quantities: {} } } });
  expect(planOf(none, { history: ago(10_000) })).toEqual([
    ['hedge', 'hold', 'deleverage toy * made toy cross smaller: 20 s left of its cooldown'],
  ]);
});

test('behavior: a deleveraging that failed has made nothing smaller', () => {
  expect(planOf(short(5, 2.5), { history: ago(10_000, 1) })).toEqual([['hedge', 'act']]);
});

test('behavior: nor while the deleveraging is in flight', () => {
  const order = toyOrder(tradeOf(1, { reduceOnly: true }), { rule: 'deleverage toy *', orderClass: 'margin' });
  expect(planOf(short(6, 2.5), { openOrders: [order] })).toEqual([
    ['hedge', 'hold', `order ${order.id}, in flight, makes toy ETH smaller`],
  ]);
});

test('behavior: a hedge that makes its position smaller is not held', () => {
  const flat = hedgeRule({ when: toyCondition('delta < -1', ['delta'], (read) => read('delta') < -1), to: 0 });
  expect(planOf(short(5, 2.5), { history: ago(10_000) }, [flat, smaller])).toEqual([['hedge', 'act']]);
  expect(planOf(short(10, 1.18), {}, [flat, smaller])).toEqual([
    ['deleverage', 'act'],
    ['hedge', 'act'],
  ]);
});

test('behavior: what was made smaller elsewhere does not hold a hedge here', () => {
  const elsewhere = deleverageRule({ name: 'there', accounts: { venue: 'other', name: '*' }, cooldown });
  const history = new Map([['there|other cross', { lastAt: unixMillis(now - 1_000), failures: 0 }]]);
  expect(planOf(short(5, 2.5), { history }, [hedge, elsewhere])).toContainEqual(['hedge', 'act']);
});

const balanced = rebalanceRule({
  ...smaller,
  kind: 'rebalance',
  name: 'balance',
  accounts: [smaller.accounts],
  reduce: true,
});

test('behavior: what a rebalancing has closed for want of collateral is not opened again either; what it topped up may be', () => {
  const rules = [hedge, balanced] as never;
  const history = (reducedAt?: number): PlanInput['history'] =>
    new Map([
      [
        'balance|toy cross',
        {
          lastAt: unixMillis(now - 5_000),
          failures: 0,
          ...(reducedAt === undefined ? {} : { reducedAt: unixMillis(reducedAt) }),
        },
      ],
    ]);
  const held = ['hedge', 'hold', 'balance made toy cross smaller: 20 s left of its cooldown'];
  expect(planOf(short(5, 2.5), { history: history(now - 10_000) }, rules)).toEqual([held]);
  expect(planOf(short(5, 2.5), { history: history() }, rules)).toEqual([['hedge', 'act']]);
  expect(planOf(short(5, 2.5), { history: history(now - 30_000) }, rules)).toEqual([['hedge', 'act']]);
});
