import { expect, test } from 'vitest';
import type { OrderList } from '../../model/parentOrder.js';
import type { Vote } from '../../model/review.js';
import { unixMillis } from '../../model/units.js';
import { holding, units, unlimited } from '../testing/toyBook.js';
import { toyState } from '../testing/toyPerp.js';
import { inTurn, mostATick } from './considerParents.js';
import { createToyDesk } from './testing/toyDesk.js';
import { start, toyParent } from './testing/toyParent.js';

const letters = [...'abcdefgh'];

test('default: all that fit have their turn, and of more a part at each block, each part at some', () => {
  expect(inTurn(letters, () => 1, 8, 7n)).toEqual(letters);
  const seen = new Set<string>();
  for (let block = 0n; block < 200n; block += 4n) {
    const now = inTurn(letters, () => 1, 2, block);
    expect(now.length).toBe(2);
    for (const one of now) seen.add(one);
  }
  expect([...seen].sort()).toEqual(letters);
});

test('behavior: legs have their turn as one, and count as many as they are', () => {
  const lists = Array.from(
    { length: 80 },
    (_, i): OrderList => ({
      ...{ id: `list ${i}`, kind: 'legs', count: 2, imbalance: 1, onFailure: 'hold', author: 'ann' },
      createdAt: unixMillis(start),
    }),
  );
  const legs = lists.flatMap(({ id }) =>
    ['a', 'b'].map((name) => {
      const own = `${id} ${name}`;
      return toyParent({ quantity: units(0.01) }, { id: own, clOrdId: own, list: id });
    }),
  );
  const single = Array.from({ length: 150 }, (_, i) =>
    toyParent({ quantity: units(0.01) }, { id: `one ${i}`, clOrdId: `one ${i}` }),
  );
  const state = toyState({ accounts: { cross: holding(0, 10_000_000) } });
  const one = createToyDesk([...legs, ...single], state, { limits: unlimited }, lists);
  one.tick(0);
  const taken = one.parents.filter(({ acceptedAt }) => acceptedAt !== null);
  expect(taken.length).toBeGreaterThan(100);
  expect(taken.length).toBeLessThanOrEqual(mostATick);
  for (const { id } of lists) expect(taken.filter(({ list }) => list === id).length % 2).toBe(0);
});

const resting = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    toyParent(
      { ordType: 'Limit', price: units(1), quantity: units(0.01) },
      { id: `one ${String(i).padStart(4, '0')}`, clOrdId: `one ${i}` },
    ),
  );

test('behavior: of more than fit, those that wait for a word have it first: none is left to chance', () => {
  const one = createToyDesk(resting(700), toyState({ accounts: { cross: holding(0, 10_000_000) } }), {
    limits: unlimited,
  });
  const takenOn = () => one.parents.filter(({ acceptedAt }) => acceptedAt !== null).length;
  for (const most of [200, 300, 400, 500, 600, 700]) {
    one.tick(0);
    expect(takenOn()).toBe(most);
  }
  for (const id of ['one 0000', 'one 0350', 'one 0699']) {
    one.say({ kind: 'requestCancel' }, id);
    one.tick(0);
    expect(one.parent(id).state.status).toBe('Canceled');
  }
});

test('behavior: of what people have cut, as much counts for the next as they have approved', () => {
  const limits = { ...unlimited, standing: { gross: { review: 15_000, reject: 22_000 } } };
  const [large, small] = [
    toyParent({ ordType: 'Limit', price: units(1) }),
    toyParent({ ordType: 'Limit', price: units(1), quantity: units(5) }, { id: 'parent-2', clOrdId: 'two' }),
  ];
  const one = createToyDesk([large], toyState({ accounts: { cross: holding(0, 10_000_000) } }), { limits });
  const [asked] = one.tick(0).desk?.flatMap((event) => (event.kind === 'openReview' ? event.review : [])) ?? [];
  if (!asked) throw new Error('nothing was asked');
  const yes: Vote = { author: 'bob', verdict: 'approve', text: '', at: unixMillis(start) };
  const both = createToyDesk([one.parent(), small], one.state, { limits });
  both.reviews([{ ...asked, id: 'review-1', status: 'Approved', votes: [yes], approved: 4_000 }]);
  both.tick(0);
  expect(both.parent().state).toMatchObject({ quantity: units(2), status: 'New' });
  expect(both.parent('parent-2').state.status).toBe('New');
});
