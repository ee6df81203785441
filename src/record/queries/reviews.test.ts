import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../ledger.js';
import { closeReview, openReview } from '../statements/reviews.js';
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
