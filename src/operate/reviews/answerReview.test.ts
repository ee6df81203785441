import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { listReviews } from '../../record/queries/reviews.js';
import { openReview } from '../../record/statements/reviews.js';
import { sampleReview } from '../../record/testing/sampleReview.js';
import { answerReview } from './answerReview.js';

const asked = unixMillis(1_700_000_000_000);
const later = unixMillis(asked + 60_000);

async function waiting(change: Parameters<typeof sampleReview>[0] = {}): Promise<{ ledger: Ledger; id: string }> {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  await ledger.commit(openReview(sampleReview({ openedAt: asked, ...change })));
  const [review] = await listReviews(ledger);
  return { ledger, id: review?.id ?? '' };
}

const yes = { verdict: 'approve', text: 'fine', at: later } as const;

test('default: one yes is enough, and the alert is closed with it', async () => {
  const { ledger, id } = await waiting();
  expect(await openAlerts(ledger)).toMatchObject([{ code: 'REVIEW_WAITING', subject: id }]);
  const { outcome } = await answerReview(ledger, { ...yes, id: id.slice(0, 13), author: 'alice' });
  expect(outcome).toEqual({ status: 'Approved', approved: 60_000, by: ['alice'] });
  const [review] = await listReviews(ledger);
  expect(review).toMatchObject({ status: 'Approved', approved: 60_000, text: 'approved by alice', closedAt: later });
  expect(review?.votes).toEqual([{ author: 'alice', verdict: 'approve', text: 'fine', at: later }]);
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: two people where two are asked for, and the smaller size of both; the same person counts once', async () => {
  const { ledger, id } = await waiting({ approvals: 2 });
  const first = await answerReview(ledger, { ...yes, id, author: 'alice', notional: 40_000 });
  expect(first.outcome.status).toBe('Open');
  const again = await answerReview(ledger, { ...yes, id, author: 'alice', notional: 50_000 });
  expect(again.outcome.status).toBe('Open');
  expect(await openAlerts(ledger)).toHaveLength(1);
  const { outcome } = await answerReview(ledger, { ...yes, id, author: 'bob' });
  expect(outcome).toEqual({ status: 'Approved', approved: 50_000, by: ['alice', 'bob'] });
  expect(await listReviews(ledger)).toMatchObject([{ status: 'Approved', approved: 50_000 }]);
});

test('behavior: one no is a no, also after a yes', async () => {
  const { ledger, id } = await waiting({ approvals: 2 });
  await answerReview(ledger, { ...yes, id, author: 'alice' });
  const { outcome } = await answerReview(ledger, { ...yes, id, verdict: 'reject', author: 'bob' });
  expect(outcome).toEqual({ status: 'Rejected', approved: 0, by: ['bob'] });
});

test('args: what is over, late, unknown, or more than was asked is refused, and nothing is written', async () => {
  const { ledger, id } = await waiting();
  const say = (change: object) => answerReview(ledger, { ...yes, id, author: 'alice', ...change });
  await expect(say({ notional: 60_001 })).rejects.toThrow('60001 USD is more than was asked for');
  await expect(say({ notional: 0 })).rejects.toThrow('a size above 0 is wanted');
  await expect(say({ id: 'ffffffff' })).rejects.toThrow('no review begins with ffffffff');
  await expect(say({ id: "' or 1=1" })).rejects.toThrow('no review begins with');
  await expect(say({ at: unixMillis(asked + 900_000) })).rejects.toThrow(/the time to answer review .* was up/);
  expect((await listReviews(ledger))[0]).toMatchObject({ status: 'Open', votes: [] });
  await say({ verdict: 'reject' });
  await expect(say({})).rejects.toThrow(/is over: rejected by alice/);
});

test('invariant: of two answers that race, one decides and the other is told', async () => {
  const { ledger, id } = await waiting();
  const both = await Promise.allSettled([
    answerReview(ledger, { ...yes, id, author: 'alice' }),
    answerReview(ledger, { ...yes, id, verdict: 'reject', author: 'bob' }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const [review] = await listReviews(ledger);
  expect(review?.votes).toHaveLength(1);
});
