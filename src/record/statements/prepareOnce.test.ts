import { eq, sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { type Ledger, mustChange, openLedger } from '../ledger.js';
import { attempts } from '../tables/orders.js';
import { sampleAttempt, sampleOrder, workOf } from '../testing/sample.js';
import { prepareOnce } from './prepareOnce.js';

function opened() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

const insertAttempt = prepareOnce(attempts, (db, places) => db.insert(attempts).values(places));
const rename = prepareOnce<typeof attempts, { old: string }>(attempts, (db, { text }) =>
  db
    .update(attempts)
    .set({ text })
    .where(eq(attempts.text, sql.placeholder('old'))),
);

async function withOrder(ledger: Ledger) {
  const order = sampleOrder();
  await ledger.commit(workOf(order));
  return (change: object) => ({
    ...{ ...sampleAttempt(order), updatedAt: unixMillis(1), holder: ledger.holder },
    ...change,
  });
}

test('default: a row is as it is written by a statement of its own, with what it has nothing of null', async () => {
  const ledger = opened();
  const rowOf = await withOrder(ledger);
  const full = { blockNumber: 7n, blockHash: `0x${'1'.repeat(64)}`, gasCost: 2n ** 200n, cancels: true, text: '-0' };
  const { revertData: _, ...bare } = rowOf({ hash: `0x${'3'.repeat(64)}`, gasCost: null });
  for (const [i, row] of [rowOf({ ...full, hash: `0x${'2'.repeat(64)}` }), bare].entries()) {
    await ledger.commit((db) => insertAttempt(db, { ...row, id: `one ${i}` }));
    await ledger.commit((db) =>
      db.insert(attempts).values({ ...rowOf({}), ...row, id: `other ${i}`, hash: `0x${String(i).repeat(64)}` }),
    );
    const [one, other] = await Promise.all(
      [`one ${i}`, `other ${i}`].map((id) => ledger.db.select().from(attempts).where(eq(attempts.id, id))),
    );
    expect(one).toEqual([{ ...other?.[0], id: `one ${i}`, hash: row.hash }]);
  }
});

test('behavior: how many rows were changed is told, of any ledger', async () => {
  for (const ledger of [opened(), opened()]) {
    const rowOf = await withOrder(ledger);
    await ledger.commit((db) => insertAttempt(db, rowOf({ text: 'a' })));
    const again = mustChange('nothing is named so any more', (db) => rename(db, { text: 'b', old: 'a' }));
    await ledger.commit(again);
    await expect(ledger.commit(again)).rejects.toThrow('nothing is named so any more');
    expect(await ledger.db.select({ text: attempts.text }).from(attempts)).toEqual([{ text: 'b' }]);
  }
});
