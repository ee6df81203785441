import { expect, test } from 'vitest';
import type { DeskEvent } from '../model/desk.js';
import { emptyDesk } from '../model/desk.js';
import type { Review, Vote } from '../model/review.js';
import { milliseconds, type UnixMillis, unixMillis } from '../model/units.js';
import type { PlanInput } from './plan.js';
import { planTick } from './planTick.js';
import { hedgeRule, holding, topUpRule, toyBook, toyStrategy, unlimited } from './testing/toyBook.js';
import { toyState } from './testing/toyPerp.js';

const start = unixMillis(1_700_000_000_000);
const minutes = (count: number): UnixMillis => unixMillis(start + count * 60_000);

/** 10 ETH long at 2 000 USD, to be hedged; beyond 10 000 USD a person is asked. */
function book(reviews: readonly Review[], change: Partial<PlanInput> = {}): PlanInput {
  const rules = [hedgeRule()];
  const limits = { ...unlimited, standing: { order: { review: 10_000, reject: null } } };
  return toyBook(rules, toyState({ accounts: { cross: holding(10, 10_000) } }), {
    strategy: toyStrategy(rules, { limits }),
    desk: { ...emptyDesk, reviews },
    now: start,
    ...change,
  });
}

const asked = (events: readonly DeskEvent[] = []) =>
  events.flatMap((event) => (event.kind === 'openReview' ? event.review : []));

/** The question that a first plan asks, as the ledger would have it. */
function question(change: Partial<Review> = {}, of: PlanInput = book([])): Review {
  const [review] = asked(planTick(of).desk);
  if (!review) throw new Error('nothing was asked');
  return { ...review, id: 'review-1', status: 'Open', votes: [], ...change };
}

const yes = (author: string): Vote => ({ author, verdict: 'approve', text: '', at: start });
const approved = (change: Partial<Review> = {}) => question({ status: 'Approved', votes: [yes('alice')], ...change });

test('default: what is beyond the limit for review is asked about and not done', () => {
  const { decisions, desk } = planTick(book([]));
  expect(decisions).toMatchObject([{ verdict: 'review', action: null, checks: expect.any(Array) }]);
  expect(asked(desk)).toMatchObject([
    {
      ...{ rule: 'hedge ETH', subject: { underlying: 'ETH' }, orderClass: 'delta', notional: 20_000, approvals: 1 },
      ...{ onExpiry: 'reject', expiresAt: minutes(15), checks: [{ code: 'MAX_ORDER_USD', verdict: 'review' }] },
    },
  ]);
});

test('behavior: while it is open it is not asked again', () => {
  const { decisions, desk } = planTick(book([question()], { now: minutes(5) }));
  expect(decisions).toMatchObject([
    { verdict: 'review', not: [expect.stringMatching(/^waits for review review-1 until/)] },
  ]);
  expect(desk).toBeUndefined();
});

test('behavior: what was approved is done once, says by whom, and is asked anew the next time', () => {
  const { decisions, desk } = planTick(book([approved()]));
  const [decision] = decisions;
  expect(decision).toMatchObject({ verdict: 'act', action: { notional: 20_000 } });
  expect(decision?.checks.find(({ code }) => code === 'MAX_ORDER_USD')?.text).toContain('alice');
  expect(desk).toEqual([
    { kind: 'closeReview', review: 'review-1', status: 'Used', text: 'sent', sent: 'hedge ETH|ETH' },
  ]);
});

test('behavior: an approval of less cuts it, and one of the other direction is none', () => {
  const [cut] = planTick(book([approved({ approved: 12_000 })])).decisions;
  expect(cut).toMatchObject({ verdict: 'act', action: { notional: expect.closeTo(12_000, 6) } });
  expect(cut?.size.join(' ')).toContain('cut to the size that alice approved');

  const { terms } = question();
  const bought = approved({ terms: terms.kind === 'trade' ? { ...terms, side: 'Buy' } : terms });
  expect(planTick(book([bought])).decisions).toMatchObject([{ verdict: 'review' }]);
});

test('behavior: an approval for one check is none for another', () => {
  const other = approved({ checks: [{ code: 'GROSS', verdict: 'review', text: '' }] });
  const { decisions, desk } = planTick(book([other]));
  expect(decisions).toMatchObject([{ verdict: 'review' }]);
  expect(asked(desk)).toHaveLength(1);
});

test('behavior: a no holds until its time is up, then it is asked again', () => {
  const rejected = question({ status: 'Rejected', votes: [{ ...yes('bob'), verdict: 'reject', text: 'too large' }] });
  const held = planTick(book([rejected], { now: minutes(5) }));
  expect(held.decisions).toMatchObject([
    { verdict: 'refused', not: [expect.stringContaining('rejected by bob (too large)')] },
  ]);
  expect(held.desk).toBeUndefined();
  expect(asked(planTick(book([rejected], { now: minutes(15) })).desk)).toHaveLength(1);
});

test('behavior: without an answer in time, what is not urgent is not done, and what is is', () => {
  const late = planTick(book([question()], { now: minutes(15) }));
  expect(late.decisions).toMatchObject([{ verdict: 'review' }]);
  expect(late.desk).toMatchObject([
    { kind: 'closeReview', review: 'review-1', status: 'Rejected', text: 'nobody answered in time' },
    { kind: 'openReview' },
  ]);

  const urgent = planTick(book([question({ onExpiry: 'approve' })], { now: minutes(15) }));
  expect(urgent.decisions).toMatchObject([{ verdict: 'act' }]);
  expect(urgent.desk).toMatchObject([
    { kind: 'closeReview', status: 'Approved' },
    { kind: 'closeReview', status: 'Used' },
  ]);
});

test('behavior: two people are asked where the settings say so', () => {
  const { strategy } = book([]);
  const onExpiry = { margin: 'approve', delta: 'approve', cost: 'reject' } as const;
  const review = { expire: milliseconds(60_000), onExpiry, twoAbove: 15_000 };
  const [one] = asked(planTick(book([], { strategy: { ...strategy, review } })).desk);
  expect(one).toMatchObject({ approvals: 2, onExpiry: 'approve', expiresAt: minutes(1) });
});

test('invariant: survival waits for nobody, whatever was said before', () => {
  const rule = topUpRule();
  const limits = { ...unlimited, standing: { order: { review: 0, reject: null } } };
  // About to be liquidated.
  const state = toyState({ accounts: { cross: holding(10, 500) } });
  const no = question({ rule: rule.name, subject: { marginAccount: 'toy cross' }, status: 'Rejected' });
  const { decisions, desk } = planTick(
    toyBook([rule], state, {
      strategy: toyStrategy([rule], { limits, surviveBelow: 1.1 }),
      desk: { ...emptyDesk, reviews: [no] },
    }),
  );
  expect(decisions).toMatchObject([
    { orderClass: 'survive', verdict: 'act', action: { terms: { kind: 'addCollateral' } } },
  ]);
  expect(desk).toBeUndefined();
});
