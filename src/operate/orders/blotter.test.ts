import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { parentOrders } from '../../record/queries/parentOrders.js';
import { insertParents, recordEvents } from '../../record/statements/parentOrders.js';
import { sampleOrder, workOf } from '../../record/testing/sample.js';
import { sampleParent } from '../../record/testing/sampleParent.js';
import { blotter, isParentRow } from './blotter.js';

async function desk() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const list = { id: 'june', kind: 'list', count: 1, imbalance: 1, onFailure: 'hold', author: 'ann' } as const;
  const [member, other] = [sampleParent({ clOrdId: 'a-1', list: 'june' }), sampleParent({ clOrdId: 'a-2' })];
  await ledger.commit(insertParents([member, other], [{ ...list, createdAt: unixMillis(0) }]));
  return { ledger, member, other };
}

test('behavior: of a list, the flat one has the parts of its orders and nothing else', async () => {
  const { ledger, member, other } = await desk();
  const part = sampleOrder({ parent: member.id });
  for (const order of [part, sampleOrder({ parent: other.id }), sampleOrder()]) await ledger.commit(workOf(order));
  const idsOf = async (list?: string) =>
    (await blotter(ledger, { flat: true, limit: 10, ...(list === undefined ? {} : { list }) })).map(({ id }) => id);
  expect(await idsOf('june')).toEqual([part.id]);
  expect(await idsOf('july')).toEqual([]);
  expect(await idsOf()).toHaveLength(3);
});

test('behavior: an order that was refused is told with the reason, one that is open with none', async () => {
  const { ledger, member } = await desk();
  const [order] = (await parentOrders(ledger)).filter(({ id }) => id === member.id);
  if (!order) throw new Error('it was written');
  const by = { author: 'ballast', at: unixMillis(1) };
  await ledger.commit(recordEvents(order, [{ event: { kind: 'reject' }, text: 'MAX_ORDER_USD: too large' }], by));
  const rows = (await blotter(ledger, { limit: 10 })).filter(isParentRow);
  expect(rows.map(({ clOrdId, ended }) => [clOrdId, ended]).sort()).toEqual([
    ['a-1', 'MAX_ORDER_USD: too large'],
    ['a-2', ''],
  ]);
});
