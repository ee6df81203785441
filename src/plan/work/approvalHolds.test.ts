import { describe, expect, test } from 'vitest';
import type { ParentChange, ParentTerms } from '../../model/parentOrder.js';
import type { Review, Vote } from '../../model/review.js';
import { bps, milliseconds, toFloat, unixMillis } from '../../model/units.js';
import { holding, units, unlimited } from '../testing/toyBook.js';
import { toyState } from '../testing/toyPerp.js';
import { createToyDesk, type ToyDesk } from './testing/toyDesk.js';
import { start, toyParent } from './testing/toyParent.js';

const minute = 60_000;
const twap = { kind: 'twap', over: milliseconds(10 * minute), slices: 5, jitter: 0 } as const;
const limits = { ...unlimited, standing: { order: { review: 10_000, reject: null } } };
const desk = (terms: Partial<ParentTerms> = {}, review = {}): ToyDesk =>
  createToyDesk([toyParent({ algorithm: twap, ...terms })], toyState({ accounts: { cross: holding(0, 10_000_000) } }), {
    limits,
    ...review,
  });
const yes: Vote = { author: 'bob', verdict: 'approve', text: '', at: unixMillis(start) };
const no: Vote = { ...yes, author: 'eve', verdict: 'reject', text: 'too much' };
const opened = (one: ToyDesk, after = 0) =>
  one.tick(after).desk?.flatMap((event) => (event.kind === 'openReview' ? event.review : [])) ?? [];
function asked(one: ToyDesk, id = 'review-1'): Review {
  const [review] = opened(one);
  if (!review) throw new Error('nothing was asked');
  return { ...review, id, status: 'Open', votes: [] };
}
const status = (one: ToyDesk) => one.parent().state.status;
/** An order that bob has approved, taken on. */
function takenOn(change: Partial<Review> = {}, terms: Partial<ParentTerms> = {}) {
  const one = desk(terms);
  const review: Review = { ...asked(one), status: 'Approved', votes: [yes], ...change };
  one.reviews([review]);
  one.tick(0);
  expect(status(one)).toBe('New');
  return { one, review };
}
const says = (one: ToyDesk, change: ParentChange) => one.say({ kind: 'requestReplace', change });

describe('an approval', () => {
  test('behavior: more, more slippage, and a worse price are asked anew', () => {
    const limit = { ordType: 'Limit', price: units(2_100) } as const;
    for (const [change, terms] of [
      [{ quantity: units(1_000) }, {}],
      [{ maxSlippage: bps(900) }, {}],
      [{ price: units(2_200) }, limit],
    ] as const) {
      const { one } = takenOn({}, terms);
      says(one, change);
      expect(opened(one)).toHaveLength(1);
      expect(status(one)).toBe('PendingReplace');
    }
  });
  test('behavior: less, and a better price, are not', () => {
    const { one } = takenOn({}, { ordType: 'Limit', price: units(2_100) });
    for (const change of [{ price: units(2_050) }, { quantity: units(8) }, { quantity: units(10) }]) {
      says(one, change);
      const plan = one.tick(0);
      expect(plan.desk).toMatchObject([{ event: { kind: 'replace' } }]);
      expect(status(one)).toBe('New');
    }
  });
  test('behavior: of a part it holds for all that an order does, however little is left', () => {
    const { one } = takenOn({ approved: 12_000 });
    while (toFloat(one.parent().state.cumQty) < 3.5) one.tick(minute, () => ({ kind: 'fill', share: 1 }));
    // 3.6 of 6 are done; 5.4 would be left, for 10 800 USD.
    says(one, { quantity: units(9) });
    expect(opened(one)).toMatchObject([{ notional: 18_000 }]);
    expect(toFloat(one.parent().state.quantity)).toBe(6);
  });
  test('behavior: two people are asked where the order has become so large', () => {
    const one = desk(
      {},
      {
        review: {
          expire: milliseconds(15 * minute),
          onExpiry: { margin: 'approve', delta: 'reject', cost: 'reject' },
          twoAbove: 100_000,
        },
      },
    );
    one.reviews([{ ...asked(one), status: 'Approved', votes: [yes] }]);
    one.tick(0);
    says(one, { quantity: units(100) });
    expect(opened(one)).toMatchObject([{ approvals: 2 }]);
  });
  test('behavior: a later no undoes it', () => {
    const one = desk();
    const review = asked(one);
    one.reviews([
      { ...review, status: 'Approved', votes: [yes] },
      { ...review, id: 'review-2', status: 'Rejected', votes: [no] },
    ]);
    expect(one.tick(0).desk).toMatchObject([
      { kind: 'closeReview', review: 'review-1', status: 'Used' },
      { event: { kind: 'reject' }, text: 'rejected by eve: too much' },
    ]);
  });
});

describe('a question', () => {
  test('behavior: of an order that has become more is closed, and another is asked', () => {
    const one = desk();
    const review = asked(one);
    one.reviews([review]);
    says(one, { quantity: units(1_000) });
    const closed = one.tick(0).desk;
    expect(closed).toMatchObject([
      { event: { kind: 'replace' } },
      { kind: 'closeReview', review: 'review-1', status: 'Rejected', text: 'the order was changed' },
    ]);
    one.reviews([{ ...review, status: 'Rejected' }]);
    const [again] = opened(one);
    expect(again?.notional).toBeCloseTo(2_000_000, 3);
    expect(status(one)).toBe('PendingReview');
  });
  test('behavior: of an order that ends is closed with it', () => {
    const one = desk();
    one.reviews([asked(one)]);
    one.say({ kind: 'requestCancel' });
    expect(one.tick(0).desk).toMatchObject([
      { event: { kind: 'cancel' } },
      { kind: 'closeReview', review: 'review-1', status: 'Rejected', text: 'the order is over' },
    ]);
  });
  test('behavior: whose time is up is closed though nothing asks for it any more', () => {
    const one = desk();
    const rule: Review = { ...asked(one), rule: 'gone', subject: { underlying: 'ETH' } };
    one.say({ kind: 'requestCancel' });
    one.reviews([rule]);
    expect(one.tick(minute).desk).toHaveLength(1);
    expect(one.tick(20 * minute).desk).toEqual([
      { kind: 'closeReview', review: 'review-1', status: 'Rejected', text: 'nobody answered in time' },
    ]);
  });
});
