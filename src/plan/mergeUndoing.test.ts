import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CollateralKind, OrderClass, OrderTerms } from '../model/order.js';
import { tokenAmount } from '../model/units.js';
import { mergeUndoing, rescueUndone } from './mergeUndoing.js';
import type { DecisionDraft } from './plan.js';
import { tradeOf } from './testing/toyBook.js';

const moved = (kind: CollateralKind, amount: number, token = 'USDC'): OrderTerms => ({
  ...{ kind, venue: 'toy', marginAccount: 'toy cross', token, decimals: 6 },
  amount: tokenAmount(BigInt(amount)),
});

const wish = (terms: OrderTerms, rule: string, orderClass: OrderClass = 'margin', change = {}): DecisionDraft => {
  const subject = { marginAccount: 'toy cross' };
  return {
    ...{ rule, kind: 'topUp', subject, orderClass, verdict: 'act', because: [], size: [], not: [], checks: [] },
    metrics: {},
    action: { rule, subject, orderClass, terms, notional: 100, ...change },
  };
};

const add = wish(moved('addCollateral', 500), 'one');

test('default: what undoes a part of what was chosen above is netted into it', () => {
  const less = mergeUndoing([add], wish(moved('removeCollateral', 200), 'two'));
  expect(less).toMatchObject({
    kind: 'merged',
    index: 0,
    above: { rule: 'one', verdict: 'act', action: { terms: { kind: 'addCollateral', amount: 300n }, notional: 60 } },
    decision: { rule: 'two', verdict: 'hold', action: null },
  });
  const more = mergeUndoing([add], wish(moved('removeCollateral', 700), 'two'));
  expect(more).toMatchObject({
    // Whose wish is gone keeps its decision, which tells why.
    above: { rule: 'one', verdict: 'hold', action: null, not: ['it and `two` below undo each other: they are merged'] },
    decision: { rule: 'two', verdict: 'act', action: { terms: { kind: 'removeCollateral', amount: 200n } } },
  });
});

test('behavior: two that undo each other altogether are not done', () => {
  const merged = mergeUndoing([wish(tradeOf(3), 'one')], wish(tradeOf(-3), 'two'));
  expect(merged).toMatchObject({
    above: { rule: 'one', verdict: 'hold', action: null },
    decision: { verdict: 'hold' },
  });
});

test('behavior: what would undo something more important, or a step of a row, is held', () => {
  const rescue = wish(moved('addCollateral', 500), 'rescue', 'survive');
  expect(mergeUndoing([rescue], wish(moved('removeCollateral', 1), 'tidy', 'cost'))).toMatchObject({
    kind: 'held',
    decision: { verdict: 'hold', action: null, not: ['it would undo `rescue` above'] },
  });
  const step = { step: { key: 'row 0', index: 1, of: 2 } };
  expect(
    mergeUndoing([wish(moved('addCollateral', 5), 'row', 'margin', step)], wish(moved('removeCollateral', 1), 'two')),
  ).toMatchObject({
    kind: 'held',
    decision: { not: ['it would undo a step of `row` above'] },
  });
});

test('behavior: what a person has ordered is not merged with, nor held by, what undoes it', () => {
  const ordered = { parent: 'parent-1' };
  for (const [above, below] of [
    [wish(tradeOf(3), 'one', 'delta', ordered), wish(tradeOf(-3), 'two', 'delta')],
    [wish(tradeOf(3), 'one', 'delta'), wish(tradeOf(-3), 'two', 'delta', ordered)],
    [wish(tradeOf(3), 'one', 'margin', ordered), wish(tradeOf(-3), 'two', 'delta', ordered)],
  ] as const) {
    expect(mergeUndoing([above], below)).toEqual({ kind: 'apart' });
  }
  // What stands behind an order in the list is still found.
  const all = [wish(tradeOf(3), 'one', 'delta', ordered), wish(tradeOf(3), 'two', 'delta')];
  expect(mergeUndoing(all, wish(tradeOf(-3), 'three', 'delta'))).toMatchObject({ kind: 'merged', index: 1 });
});

test('behavior: a rescue that an order would undo is named, whatever else is traded', () => {
  const rescue = wish(tradeOf(-3), 'rescue', 'survive');
  expect(rescueUndone([add, rescue], tradeOf(1), 'delta')).toBe('rescue');
  expect(rescueUndone([rescue], tradeOf(-1), 'delta')).toBeNull();
  expect(rescueUndone([wish(tradeOf(-3), 'hedge', 'delta')], tradeOf(1), 'cost')).toBeNull();
  expect(rescueUndone([wish(tradeOf(-3), 'order', 'margin', { parent: 'p' })], tradeOf(1), 'delta')).toBeNull();
});

test('behavior: what only looks alike stands apart', () => {
  for (const other of [
    moved('addCollateral', 5),
    moved('removeCollateral', 5, 'WETH'),
    moved('repay', 5),
    tradeOf(2),
  ]) {
    expect(mergeUndoing([add], wish(other, 'two'))).toEqual({ kind: 'apart' });
  }
  expect(mergeUndoing([wish(tradeOf(2), 'one')], wish(tradeOf(-2, { instrument: 'toy BTC' }), 'two')).kind).toBe(
    'apart',
  );
  expect(
    mergeUndoing([{ ...add, verdict: 'refused', action: null }], wish(moved('removeCollateral', 5), 'two')).kind,
  ).toBe('apart');
});

test('invariant: what moves in the end is the sum of both', () => {
  const amount = fc.integer({ min: 1, max: 1_000 });
  fc.assert(
    fc.property(amount, amount, (one, two) => {
      const merged = mergeUndoing([wish(moved('repay', one), 'one')], wish(moved('borrow', two), 'two'));
      if (merged.kind !== 'merged') throw new Error('they undo each other');
      const action = merged.above.action ?? merged.decision.action;
      const left =
        action && 'amount' in action.terms ? Number(action.terms.amount) * (action.terms.kind === 'repay' ? 1 : -1) : 0;
      expect(left).toBe(one - two);
    }),
  );
});
