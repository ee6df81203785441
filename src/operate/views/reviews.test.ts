import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { insertParents } from '../../record/statements/parentOrders.js';
import { openReview } from '../../record/statements/reviews.js';
import { sampleParent } from '../../record/testing/sampleParent.js';
import { sampleReview } from '../../record/testing/sampleReview.js';
import { seedBook } from '../orders/testing/deskLedger.js';
import { answerReview } from '../reviews/answerReview.js';
import { clock } from '../words/numbers.js';
import { reviewsAsked } from './asked.js';
import { readReview, readReviews, reviewsView } from './reviews.js';

const at = unixMillis(1_700_000_000_000);
const later = unixMillis(at + 60_000);

async function bookLedger(): Promise<Ledger> {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  await seedBook(ledger, 'eth-book', { at });
  return ledger;
}

const page = (ledger: Ledger, asked: object = {}) => readReviews(ledger, later, reviewsAsked.parse(asked));
const asking = { strategy: 'eth-book', openedAt: at };

test('default: what waits, the soonest to run out first, with what would change; then what is over', async () => {
  const ledger = await bookLedger();
  await ledger.commit(openReview(sampleReview({ ...asking, expiresAt: unixMillis(at + 900_000) })));
  await ledger.commit(openReview(sampleReview({ ...asking, rule: 'soon', expiresAt: unixMillis(at + 300_000) })));
  await ledger.commit(openReview(sampleReview({ ...asking, rule: 'over' })));
  const over = (await page(ledger)).rows.find(({ rule }) => rule === 'over')?.id ?? '';
  await answerReview(ledger, {
    id: over,
    verdict: 'approve',
    notional: 40_000,
    text: 'less',
    author: 'ann',
    at: later,
  });
  const view = await page(ledger);
  expect(reviewsView.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
  expect(view.rows.map(({ rule, statusText, isOpen }) => [rule, statusText, isOpen])).toEqual([
    ['soon', expect.any(String), true],
    ['hedge ETH', expect.any(String), true],
    ['over', expect.any(String), false],
  ]);
  expect(view).toMatchObject({ open: 2, nextCursor: null });
  const [soon, , done] = view.rows;
  expect(soon?.effects).toContainEqual({
    ...{ name: 'perp-v2 ETH', unit: expect.any(String), before: -2, after: -32, at: expect.any(Number) },
  });
  expect(soon?.next).toContain(`without an answer by ${clock(at + 300_000, later)} UTC it is not done`);
  expect(done).toMatchObject({
    ...{ approvedUsd: 40_000, effects: [], text: 'approved by ann', closedAt: later },
    votes: [{ author: 'ann', verdict: 'approve', upToUsd: 40_000, text: 'less' }],
  });
  expect((await page(ledger, { open: 'true' })).rows).toHaveLength(2);
});

test('behavior: one person counts once, by whatever name, and is told who may not', async () => {
  const ledger = await bookLedger();
  const parent = sampleParent({ author: 'Ann', strategy: 'eth-book', chainId: 31_337 });
  await ledger.commit(insertParents([parent]));
  await ledger.commit(openReview(sampleReview({ ...asking, approvals: 2, subject: { parent: parent.id } })));
  const [{ id } = { id: '' }] = (await page(ledger)).rows;
  const say = (author: string) => answerReview(ledger, { id, verdict: 'approve', text: '', author, at: later });
  await expect(say('telegram:ann')).rejects.toThrow('cannot be one of the 2 who approve it');
  await say('bob');
  await say('telegram:Bob');
  expect(await readReview(ledger, id, later)).toMatchObject({ missing: 1, mayNotApprove: ['Ann'], parent: parent.id });
});

test('behavior: pages of what is over have no holes and no repeats; what nobody answered in time waits no more', async () => {
  const ledger = await bookLedger();
  for (let number = 0; number < 5; number += 1) {
    await ledger.commit(openReview(sampleReview({ ...asking, rule: `rule ${number}` })));
  }
  for (const { id } of (await page(ledger)).rows) {
    await answerReview(ledger, { id, verdict: 'reject', text: '', author: 'ann', at: later });
  }
  await ledger.commit(openReview(sampleReview({ ...asking, rule: 'late', expiresAt: unixMillis(later - 1) })));
  const first = await page(ledger, { limit: 3 });
  expect(first.rows.map(({ rule, isOpen }) => [rule, isOpen])[0]).toEqual(['late', false]);
  expect(first.rows).toHaveLength(4);
  const second = await page(ledger, { limit: 3, before: first.nextCursor });
  const ids = [...first.rows, ...second.rows].map(({ id }) => id);
  expect([new Set(ids).size, second.nextCursor]).toEqual([6, null]);
});
