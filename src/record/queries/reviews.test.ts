import { expect, onTestFinished, test } from 'vitest';
import { emptyDesk } from '../../model/desk.js';
import { unixMillis, WAD, wad } from '../../model/units.js';
import { coversOrder, wholeOf } from '../../plan/coversOrder.js';
import { deskWork } from '../deskWork.js';
import { openLedger } from '../ledger.js';
import { closeReview, openReview } from '../statements/reviews.js';
import { sampleParent } from '../testing/sampleParent.js';
import { sampleReview } from '../testing/sampleReview.js';
import { deskOf } from './desk.js';
import { listReviews } from './reviews.js';

const now = unixMillis(1_700_000_000_000);
const here = { strategy: 'book', chainId: 31_337 };
const there = { strategy: 'book', chainId: 8_453 };

test("behavior: a question is its own chain's: the same strategy's book on another never sees it, nor its answer", async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  await ledger.commit(openReview(sampleReview({ chainId: here.chainId, openedAt: now })));
  const asked = async (asker: typeof here) => (await deskOf(ledger, asker, now))?.reviews.map(({ status }) => status);
  expect(await asked(here)).toEqual(['Open']);
  expect(await asked(there)).toBeUndefined();
  expect((await deskOf(ledger, { strategy: 'book' }, now))?.reviews).toHaveLength(1);
  const [review] = await listReviews(ledger);
  if (!review) throw new Error('it was written');
  expect(review.chainId).toBe(here.chainId);
  await ledger.commit(closeReview(review.id, { status: 'Approved', text: 'ann', at: now }));
  expect(await asked(here)).toEqual(['Approved']);
  expect(await asked(there)).toBeUndefined();
});

test('behavior: a question about an order keeps how it is worked, and what silence approves of it', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const { terms } = sampleParent({});
  const whole = wholeOf(
    { ...terms, stopPx: wad(500n * WAD), algorithm: { kind: 'iceberg', display: wad(2n * WAD), jitter: 0.1 } },
    terms.quantity,
  );
  await ledger.commit(openReview(sampleReview({ terms: whole, openedAt: now })));
  const [review] = await listReviews(ledger);
  if (!review) throw new Error('it was written');
  const order = { ...whole, algorithm: { jitter: 0.1, display: wad(2n * WAD), kind: 'iceberg' } } as const;
  expect(coversOrder(review, order)).toBe(true);
  expect(coversOrder(review, { ...order, algorithm: { ...order.algorithm, display: wad(3n * WAD) } })).toBe(false);
  expect(coversOrder(review, { ...order, stopPx: wad(501n * WAD) })).toBe(false);
  const silence = { kind: 'closeReview', review: review.id, status: 'Approved', text: '', approved: 40_000 } as const;
  await ledger.commit(deskWork({ desk: emptyDesk, events: [silence], at: now, markOf: () => 1 }));
  expect(await listReviews(ledger)).toMatchObject([{ status: 'Approved', approved: 40_000, notional: 60_000 }]);
});
