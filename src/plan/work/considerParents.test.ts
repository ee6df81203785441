import { expect, test } from 'vitest';
import type { OrderList } from '../../model/parentOrder.js';
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
      return toyParent(
        { quantity: units(0.01), side: name === 'a' ? 'Buy' : 'Sell' },
        { id: own, clOrdId: own, list: id },
      );
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
