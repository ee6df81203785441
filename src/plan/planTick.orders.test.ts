import { expect, test } from 'vitest';
import type { ParentTerms } from '../model/parentOrder.js';
import type { Rule } from '../model/strategy.js';
import { milliseconds, toFloat } from '../model/units.js';
import { deleverageRule, deltaOver, healthBelow, hedgeRule, holding, units, unlimited } from './testing/toyBook.js';
import { toyState } from './testing/toyPerp.js';
import { createToyDesk, type ToyDesk } from './work/testing/toyDesk.js';
import { toyParent } from './work/testing/toyParent.js';

const minute = 60_000;
const rich = toyState({ accounts: { cross: holding(0, 10_000_000) } });
/** Two orders of one book. */
const both = (one: Partial<ParentTerms>, other: Partial<ParentTerms>, rules: readonly Rule[] = []): ToyDesk =>
  createToyDesk([toyParent(one), toyParent(other, { id: 'parent-2', clOrdId: 'two' })], rich, {
    limits: unlimited,
    rules,
  });
const pass = (desk: ToyDesk, blocks: number) => {
  for (let i = 0; i < blocks; i++) desk.tick(minute);
};
const done = ({ parents }: ToyDesk) => parents.map(({ state }) => [state.status, toFloat(state.cumQty)]);

test.each([
  ['as much', {}, {}],
  ['less', {}, { quantity: units(3) }],
  [
    'in slices',
    { algorithm: { kind: 'twap', over: milliseconds(10 * minute), slices: 10, jitter: 0 } },
    { algorithm: { kind: 'twap', over: milliseconds(10 * minute), slices: 10, jitter: 0 } },
  ],
] as const)('behavior: an order to buy and one to sell %s are both done', (_, one, other) => {
  const desk = both(one, { ...other, side: 'Sell' });
  pass(desk, 15);
  expect(done(desk)).toEqual([
    ['Filled', 10],
    ['Filled', 'quantity' in other ? 3 : 10],
  ]);
});

test('behavior: one for now only is over at once, and one to be done whole is sent whole, whatever another does', () => {
  const now = both({ timeInForce: 'IOC' }, { side: 'Sell', timeInForce: 'FOK' });
  pass(now, 3);
  expect(done(now)).toEqual([
    ['Filled', 10],
    ['Filled', 10],
  ]);
  const whole = both({ timeInForce: 'FOK' }, { side: 'Sell', quantity: units(3) });
  pass(whole, 3);
  expect(whole.sent.map(({ parent, terms }) => [parent, toFloat(terms.quantity)])).toEqual([
    ['parent-1', 10],
    ['parent-2', 3],
  ]);
});

test('behavior: a hedge trades what an order leaves, and both are done', () => {
  const rules = [hedgeRule({ when: deltaOver(0.5) })];
  const desk = createToyDesk([toyParent()], rich, { limits: unlimited, rules });
  desk.tick(0);
  const plan = desk.tick(minute);
  expect(plan.decisions.map(({ kind, verdict, action }) => [kind, verdict, sideOf(action?.terms)])).toEqual([
    ['work', 'act', 'Buy'],
    ['hedge', 'act', 'Sell'],
  ]);
  pass(desk, 1);
  expect(done(desk)).toEqual([['Filled', 10]]);
});

const sideOf = (terms: object | undefined) => (terms && 'side' in terms ? terms.side : undefined);

test('behavior: what would undo a rescue of the same block waits for the next, and is over where it is for now only', () => {
  const rules = [deleverageRule({ when: healthBelow(1.3) })];
  for (const [timeInForce, status] of [
    ['GTC', 'New'],
    ['IOC', 'Canceled'],
  ] as const) {
    const weak = toyState({ accounts: { cross: holding(100, 9_000) } });
    const desk = createToyDesk([toyParent({ quantity: units(1), timeInForce })], weak, { limits: unlimited, rules });
    desk.say({ kind: 'accept' });
    const { decisions } = desk.tick(0);
    expect(decisions.map(({ kind, verdict, not }) => [kind, verdict, not])).toEqual([
      ['deleverage', 'act', []],
      ['work', 'hold', ['it would undo `deleverage toy *` above']],
    ]);
    expect(desk.parent().state.status).toBe(status);
  }
});
