import { expect, onTestFinished, test } from 'vitest';
import type { Block } from '../../model/block.js';
import type { Fill } from '../../model/order.js';
import type { ParentOrder } from '../../model/parentOrder.js';
import { orderAfter } from '../../model/parentState.js';
import { bps, unixMillis, wad } from '../../model/units.js';
import { captureParents } from '../captureParents.js';
import { newId } from '../id.js';
import { type Ledger, openLedger } from '../ledger.js';
import { insertAttempt } from '../statements/attempts.js';
import { insertBlock } from '../statements/blocks.js';
import { insertFill, voidFillsOf } from '../statements/orders.js';
import { recordEvent } from '../statements/parentOrders.js';
import { closeReview, openReview } from '../statements/reviews.js';
import { sampleAccount, sampleAttempt, sampleOrder, workOf } from '../testing/sample.js';
import { sampleParent } from '../testing/sampleParent.js';
import { sampleReview } from '../testing/sampleReview.js';
import { deskOf } from './desk.js';

const at = unixMillis(1_700_000_000_000);
const by = { author: 'ballast', text: '', at };
const book = { strategy: 'eth-book', chainId: 42161, mode: 'live' } as const;

function opened() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

async function childOf(ledger: Ledger, parent: ParentOrder) {
  const child = sampleOrder({ parent: parent.id });
  const attempt = sampleAttempt(child);
  const fill: Fill = {
    ...{ instrument: 'perp-v2 ETH', underlying: 'ETH', side: 'Sell' as const },
    ...{ kind: 'trade' as const, quantity: wad(1n), price: wad(1n), fee: wad(0n) },
  };
  const row = { id: newId(at), order: child.id, attempt: attempt.id, fill, at };
  await ledger.commit([workOf(child), insertAttempt(attempt), insertFill(row)]);
  return { child, attempt, fill };
}

test('default: open orders, oldest first, with their children and what stands of their fills', async () => {
  const ledger = opened();
  const [first, second, over] = [sampleParent(), sampleParent(), sampleParent()];
  await captureParents(ledger, [first, second, over]);
  await ledger.commit([
    recordEvent(first, { kind: 'accept' }, { ...by, arrivalPrice: 2_000 }),
    recordEvent(over, { kind: 'reject' }, by),
  ]);
  const kept = await childOf(ledger, first);
  const gone = await childOf(ledger, first);
  await ledger.commit(voidFillsOf(gone.attempt.id));

  const desk = await deskOf(ledger, book, at);
  expect(desk?.parents).toEqual([
    {
      ...orderAfter(first, { kind: 'accept' }),
      ...{ acceptedAt: at, arrivalPrice: 2_000 },
      children: [kept, gone].map(({ child: { id, terms, status, text, createdAt }, fill }, i) => ({
        ...{ id, terms, status, text, createdAt, updatedAt: createdAt },
        fills: i === 0 ? [fill] : [],
      })),
    },
    { ...second, acceptedAt: null, arrivalPrice: null, children: [] },
  ]);
  expect(desk).toMatchObject({ lists: [], reviews: [], breaks: [], blocks: [] });
});

test('behavior: there is no desk where nothing is asked for: in another book, chain or mode', async () => {
  const ledger = opened();
  expect(await deskOf(ledger, book, at)).toBeUndefined();
  await captureParents(ledger, [sampleParent()]);
  expect(await deskOf(ledger, book, at)).toBeDefined();
  expect(await deskOf(ledger, { strategy: 'eth-book' }, at)).toBeDefined();
  for (const other of [{ strategy: 'btc-book' }, { chainId: 1 }, { mode: 'shadow' as const }]) {
    expect(await deskOf(ledger, { ...book, ...other }, at)).toBeUndefined();
  }
});

test('behavior: a member that only sends and receives sees its own order of a block, the block its own book all of them', async () => {
  const ledger = opened();
  const members = [sampleParent({ strategy: 'a' }), sampleParent({ strategy: 'b' })];
  await captureParents(ledger, members);
  const block: Block = {
    ...{ id: newId(at), chainId: 42161, instrument: 'perp-v2 ETH', side: 'Sell', quantity: wad(20n) },
    ...{ method: 'transfer', strategy: 'desk', account: sampleAccount, parent: null, price: null },
    ...{ maxDeviation: bps(10), status: 'Collecting', author: 'ana', createdAt: at },
    members: members.map((member) => ({
      ...{ parent: member.id, strategy: member.strategy, account: member.account },
      ...{ quantity: wad(10n), gives: null },
    })),
  };
  await ledger.commit(insertBlock(block));
  const seenBy = async (strategy: string) =>
    (await deskOf(ledger, { ...book, strategy }, at))?.blocks.map(({ parents }) =>
      parents.map(({ strategy: of }) => of),
    );
  expect(await seenBy('a')).toEqual([['a']]);
  expect(await seenBy('desk')).toEqual([['a', 'b']]);
  expect(await seenBy('c')).toBeUndefined();
  expect((await deskOf(ledger, { ...book, strategy: 'a' }, at))?.blocks[0]?.members).toHaveLength(2);
});

test('behavior: what has not changed is the same object again, and what anybody has changed is as it is now', async () => {
  const ledger = opened();
  const asked = Array.from({ length: 12 }, () => sampleParent());
  await captureParents(ledger, asked);
  const before = (await deskOf(ledger, book, at))?.parents ?? [];
  const [first, second, third, ...others] = asked;
  if (!first || !second || !third) throw new Error('three at least');
  await ledger.commit([
    recordEvent(first, { kind: 'accept' }, { ...by, arrivalPrice: 2_000 }),
    recordEvent(second, { kind: 'reject' }, by),
    recordEvent(third, { kind: 'requestCancel' }, by),
  ]);
  const kept = await childOf(ledger, third);
  const after = (await deskOf(ledger, book, at))?.parents ?? [];
  expect(after.map(({ id }) => id)).toEqual([first, third, ...others].map(({ id }) => id));
  expect(after[0]).toMatchObject({ acceptedAt: at, executions: 1, state: { status: 'New' } });
  expect(after[1]).toMatchObject({ state: { status: 'PendingCancel' }, children: [{ fills: [kept.fill] }] });
  for (const [i, parent] of after.slice(2).entries()) expect(parent).toBe(before[i + 3]);
  await ledger.commit(voidFillsOf(kept.attempt.id));
  const later = (await deskOf(ledger, book, at))?.parents ?? [];
  expect(later[0]).toBe(after[0]);
  expect(later[1]).toMatchObject({ children: [{ fills: [] }] });
});

test('behavior: of more orders than are asked about at once, what was approved long ago is told', async () => {
  const ledger = opened();
  const asked = Array.from({ length: 1_100 }, () => sampleParent());
  await captureParents(ledger, asked);
  const chosen = [asked[0], asked[700], asked[1_099]].flatMap((parent) => parent ?? []);
  for (const { id, clOrdId } of chosen) {
    const review = sampleReview({
      strategy: 'eth-book',
      chainId: 42161,
      rule: `order ${clOrdId}`,
      subject: { parent: id },
    });
    await ledger.commit(openReview(review));
  }
  const open = (await deskOf(ledger, book, at))?.reviews ?? [];
  expect(open).toHaveLength(3);
  for (const { id } of open) {
    await ledger.commit(closeReview(id, { status: 'Approved', approved: 1, text: '', at }));
  }
  const muchLater = unixMillis(at + 10 * 86_400_000);
  expect((await deskOf(ledger, book, muchLater))?.reviews.map(({ id }) => id)).toEqual(open.map(({ id }) => id));
});
