import { expect, onTestFinished, test } from 'vitest';
import type { OrderList } from '../../model/parentOrder.js';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../ledger.js';
import { insertParents } from '../statements/parentOrders.js';
import { sampleParent } from '../testing/sampleParent.js';
import { deskOf } from './desk.js';

const at = unixMillis(1_700_000_000_000);
const list: OrderList = {
  ...{ id: 'spread', kind: 'legs', count: 2, imbalance: 0.1, onFailure: 'hold', author: 'ann', createdAt: at },
};

test("behavior: legs are their own book's: an order of another one that names their list is nothing to them", async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const leg = sampleParent({ list: 'spread', clOrdId: 'a1', author: 'ann', createdAt: at });
  const foreign = { ...sampleParent({ list: 'spread', clOrdId: 'b1', author: 'bob' }), strategy: 'other' };
  const elsewhere = { ...sampleParent({ list: 'spread', clOrdId: 'c1', author: 'bob' }), chainId: leg.chainId + 1 };
  // However old it is.
  for (const one of [foreign, elsewhere])
    await ledger.commit(insertParents([{ ...one, createdAt: unixMillis(at - 1) }]));
  await ledger.commit(insertParents([leg], [list]));
  const { chainId, mode } = leg;
  const seen = async (strategy: string, chain = chainId) => {
    const desk = await deskOf(ledger, { strategy, chainId: chain, mode }, at);
    return [desk?.parents, desk?.legs.flatMap(({ parents }) => parents)].map((some) =>
      some?.map(({ clOrdId }) => clOrdId),
    );
  };
  expect(await seen(leg.strategy)).toEqual([['a1'], ['a1']]);
  expect(await seen('other')).toEqual([['b1'], []]);
  expect(await seen(leg.strategy, chainId + 1)).toEqual([['c1'], []]);
});
