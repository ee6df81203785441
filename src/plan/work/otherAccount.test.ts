import { expect, test } from 'vitest';
import type { OrderList } from '../../model/parentOrder.js';
import { unixMillis } from '../../model/units.js';
import { holding, unlimited } from '../testing/toyBook.js';
import { toyState } from '../testing/toyPerp.js';
import { createToyDesk } from './testing/toyDesk.js';
import { start, toyParent } from './testing/toyParent.js';

const account = `0x${'aa'.repeat(20)}` as const;
const rich = toyState({ accounts: { cross: holding(0, 1_000_000) } });
const said = ({ decisions }: ReturnType<ReturnType<typeof createToyDesk>['tick']>) =>
  decisions.map(({ verdict, not }) => ({ verdict, not }));

test('default: an order is not worked on another account than it was asked for on, and people are told at once', () => {
  const one = createToyDesk([toyParent({}, { account })], rich, { limits: unlimited });
  const not = `stalled: it was asked for on ${account}, and toy-book keeps ${one.input().strategy.account} now: cancel it, or give the book that account back`;
  for (let i = 0; i < 3; i++) expect(said(one.tick(250))).toEqual([{ verdict: 'hold', not: [not] }]);
  expect(one.sent).toEqual([]);
  expect(one.parent().state.status).toBe('PendingNew');
});

test('behavior: it may be canceled, and its time may be over', () => {
  const one = createToyDesk([toyParent({}, { account })], rich, { limits: unlimited });
  one.say({ kind: 'requestCancel' });
  one.tick(250);
  expect(one.parent().state.status).toBe('Canceled');
  const taken = toyParent({ timeInForce: 'GTD', expireTime: unixMillis(start + 1_000) }, { account });
  const late = createToyDesk(
    [{ ...taken, acceptedAt: unixMillis(start), state: { ...taken.state, status: 'New' } }],
    rich,
  );
  late.tick(2_000);
  expect(late.parent().state.status).toBe('Expired');
});

test('behavior: where one leg is on another account, none is worked', () => {
  const list: OrderList = {
    ...{ id: 'x', kind: 'legs', count: 2, imbalance: 0.5, onFailure: 'unwind', author: 'ann' },
    createdAt: unixMillis(start),
  };
  const legs = [toyParent({}, { list: 'x', account }), toyParent({}, { id: 'parent-2', clOrdId: 'two', list: 'x' })];
  const two = createToyDesk(legs, rich, { limits: unlimited }, [list]);
  const [first, second] = said(two.tick(250)).map(({ not }) => not.join());
  expect(first).toContain('stalled: it was asked for on');
  expect(second).toContain('stalled: leg one was asked for on');
  expect(two.sent).toEqual([]);
  expect(two.parents.map(({ state }) => state.status)).toEqual(['PendingNew', 'PendingNew']);
});
