import { expect, onTestFinished, test } from 'vitest';
import { unixMillis, wad } from '../../model/units.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { listReviews } from '../../record/queries/reviews.js';
import { insertParents, recordEvents } from '../../record/statements/parentOrders.js';
import { openReview } from '../../record/statements/reviews.js';
import { sampleParent } from '../../record/testing/sampleParent.js';
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

/** A question to two people about an order that one asked for, and another wants changed. @returns its id */
async function reviewOfOrder(
  ledger: Ledger,
  { author, changedBy }: Record<'author' | 'changedBy', string>,
): Promise<string> {
  const parent = sampleParent({ author });
  await ledger.commit(insertParents([parent]));
  await ledger.commit(
    recordEvents(
      parent,
      [
        { event: { kind: 'accept' }, text: '' },
        { event: { kind: 'requestReplace', change: { quantity: wad(parent.terms.quantity * 2n) } }, text: '' },
      ],
      { author: changedBy, at: later },
    ),
  );
  await ledger.commit(openReview(sampleReview({ openedAt: asked, approvals: 2, subject: { parent: parent.id } })));
  const found = await listReviews(ledger);
  return found.find(({ subject }) => 'parent' in subject)?.id ?? '';
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

test('invariant: of two approvals that race where two are wanted, the second decides', async () => {
  const { ledger, id } = await waiting({ approvals: 2 });
  const both = await Promise.all(
    ['alice', 'bob'].map((author) => answerReview(ledger, { ...yes, id, author, notional: 50_000 })),
  );
  expect(both.map(({ outcome }) => outcome.status).sort()).toEqual(['Approved', 'Open']);
  expect(await listReviews(ledger)).toMatchObject([{ status: 'Approved', approved: 50_000, votes: [{}, {}] }]);
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: where two are wanted, who asked for the order, or for a change of it, is none of them, and may say no', async () => {
  const { ledger, id } = await waiting();
  const order = await reviewOfOrder(ledger, { author: 'alice', changedBy: 'carol' });
  await expect(answerReview(ledger, { ...yes, id: order, author: 'alice' })).rejects.toThrow(
    'alice asked for this order, and cannot be one of the 2 who approve it',
  );
  await expect(answerReview(ledger, { ...yes, id: order, author: 'carol' })).rejects.toThrow('carol asked for');
  expect((await answerReview(ledger, { ...yes, id: order, author: 'bob' })).outcome.status).toBe('Open');
  const no = await answerReview(ledger, { ...yes, id: order, verdict: 'reject', author: 'alice' });
  expect(no.outcome.status).toBe('Rejected');
  expect((await answerReview(ledger, { ...yes, id, author: 'alice' })).outcome.status).toBe('Approved');
});

test('behavior: a reason that steers a terminal is refused, and nothing is written', async () => {
  const { ledger, id } = await waiting();
  const text = '\u001b[2J\rbob approves';
  await expect(answerReview(ledger, { ...yes, id, author: 'alice', text })).rejects.toThrow('steer a terminal');
  expect(await listReviews(ledger)).toMatchObject([{ status: 'Open', votes: [] }]);
});
