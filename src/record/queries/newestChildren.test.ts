import { expect, onTestFinished, test } from 'vitest';
import type { Fill } from '../../model/order.js';
import { milliseconds, unixMillis, wad } from '../../model/units.js';
import { standingOf } from '../../plan/work/standing.js';
import { captureParents } from '../captureParents.js';
import { newId } from '../id.js';
import { type Ledger, openLedger, type Work } from '../ledger.js';
import { insertAttempt } from '../statements/attempts.js';
import { insertFill, updateOrder, voidFillsOf } from '../statements/orders.js';
import { recordEvent } from '../statements/parentOrders.js';
import { sampleAttempt, sampleOrder, sampleTrade, workOf } from '../testing/sample.js';
import { sampleParent } from '../testing/sampleParent.js';
import { deskOf } from './desk.js';
import { mostChildren, newestKept } from './newestChildren.js';
import { parentsById } from './parentOrders.js';
import { workedParents } from './workedParents.js';

const at = unixMillis(1_700_000_000_000);
const part = 10n ** 15n;
const many = mostChildren + 1;

/** An accepted order that was done in many parts: all have filled but the first, which is open, and the second, which has failed. */
async function longOrder(change: Parameters<typeof sampleParent>[0] = {}) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const algorithm = { kind: 'twap', over: milliseconds(86_400_000), slices: 10_000, jitter: 0 } as const;
  const parent = sampleParent({ ...change, terms: { algorithm, ...change?.terms } });
  await captureParents(ledger, [parent]);
  await ledger.commit(
    recordEvent(parent, { kind: 'accept' }, { author: 'ballast', text: '', at, arrivalPrice: 2_000 }),
  );
  const { instrument, side } = parent.terms;
  const fill: Fill = {
    ...{ kind: 'trade', instrument, underlying: 'ETH', side, fee: wad(0n) },
    ...{ quantity: wad(part), price: wad(2_000n * 10n ** 18n) },
  };
  const work: Work[] = [];
  const attempts: string[] = [];
  for (let i = 0; i < many; i++) {
    const child = sampleOrder({ parent: parent.id, terms: { ...sampleTrade, quantity: wad(part) } });
    const attempt = sampleAttempt(child, { nonce: i });
    const status = i === 0 ? 'New' : i === 1 ? 'Rejected' : 'Filled';
    attempts.push(attempt.id);
    work.push(workOf(child), insertAttempt(attempt), updateOrder(child.id, { status, text: '', at }));
    if (i > 1) work.push(insertFill({ id: newId(at), order: child.id, attempt: attempt.id, at, fill }));
  }
  await ledger.commit(work);
  return { ledger, parent, attempts };
}

async function both(ledger: Ledger, { id, strategy }: { id: string; strategy: string }) {
  const [planned] = (await deskOf(ledger, { strategy }, at))?.parents ?? [];
  const [whole] = await workedParents(ledger, await parentsById(ledger, [id]));
  if (!planned || !whole) throw new Error('it was captured');
  return { planned, whole };
}

test('default: a plan is told of the open children, the newest, and the sum of the others: it stands the same by them', async () => {
  const { ledger, parent, attempts } = await longOrder();
  const { planned, whole } = await both(ledger, parent);
  expect(whole.children).toHaveLength(many);
  expect(whole.earlier).toBeUndefined();
  expect(planned.children).toEqual([whole.children[0], ...whole.children.slice(-newestKept)]);
  expect(planned.earlier?.count).toBe(many - newestKept - 1);
  expect(standingOf(planned)).toEqual(standingOf(whole));
  expect(standingOf(planned).done).toBe(part * BigInt(many - 2));
  // An old one whose block was reorganised away is one less.
  await ledger.commit(voidFillsOf(attempts[5] ?? ''));
  const after = await both(ledger, parent);
  expect(standingOf(after.planned)).toEqual(standingOf(after.whole));
  expect(standingOf(after.planned).done).toBe(part * BigInt(many - 3));
});

test('behavior: what blocks settle by every child is read whole', async () => {
  const { ledger, parent } = await longOrder({ terms: { block: true } });
  const { planned, whole } = await both(ledger, parent);
  expect(planned).toEqual(whole);
});
