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
const withGross = { ...limits, standing: { ...limits.standing, gross: { review: 15_000, reject: null } } };
/** Two legs, of which the first is large. */
function spread(): ToyDesk {
  const marks = { ETH: units(2_000), BTC: units(10_000) };
  const other = { instrument: 'toy BTC', position: 'toy cross/BTC', quantity: units(0.5) };
  const parents = [toyParent({ algorithm: twap }, { list: 'spread' })];
  parents.push(toyParent({ algorithm: twap, ...other }, { id: 'parent-2', clOrdId: 'two', list: 'spread' }));
  const list = { id: 'spread', kind: 'legs', count: 2, imbalance: 0.1, onFailure: 'hold', author: 'ann' } as const;
  const watch = [{ venue: 'toy', names: ['ETH', 'BTC'] }];
  return createToyDesk(
    parents,
    toyState({ marks, indexes: marks, accounts: { cross: holding(0, 10_000_000) } }),
    { limits: withGross, watch },
    [{ ...list, createdAt: unixMillis(start) }],
  );
}
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
  test('behavior: another stop, and another way to work it, are asked anew, and nothing is sent meanwhile', () => {
    const stop = { side: 'Sell', ordType: 'Stop', stopPx: units(500), algorithm: { kind: 'immediate' } } as const;
    for (const [change, terms] of [
      [{ stopPx: units(1_990) }, stop],
      [{ algorithm: { kind: 'immediate' } }, {}],
      [{ algorithm: { ...twap, over: milliseconds(minute) } }, {}],
    ] as const) {
      const { one, review } = takenOn({}, terms);
      says(one, change);
      const again = asked(one, 'review-2');
      expect(again.terms).toMatchObject({ quantity: units(10), ...change });
      one.move(1_989);
      one.reviews([review, again]);
      expect(opened(one, minute)).toEqual([]);
      expect([one.sent, status(one)]).toEqual([[], 'PendingReplace']);
      one.reviews([review, { ...again, status: 'Approved', votes: [yes] }]);
      expect(one.tick(0).desk).toMatchObject([
        { event: { kind: 'replace' } },
        { kind: 'closeReview', review: 'review-1', status: 'Used', text: 'the order was changed' },
      ]);
      expect(one.parent().terms).toMatchObject(change);
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
  test('behavior: a stop that was touched is the one that was asked about', () => {
    const { one, review } = takenOn({}, { side: 'Sell', ordType: 'Stop', stopPx: units(1_990), algorithm: twap });
    one.move(1_990);
    expect(one.tick(minute).desk).toMatchObject([{ event: { kind: 'trigger' } }]);
    says(one, { maxSlippage: bps(20) });
    one.reviews([review]);
    one.tick(1_000);
    one.tick(1_000);
    expect([status(one), one.parent().terms.stopPx]).toEqual(['PartiallyFilled', null]);
  });
  test('behavior: a no to a change leaves it as it was: the order goes on', () => {
    const { one, review } = takenOn({}, { algorithm: { kind: 'immediate' } });
    says(one, { quantity: units(100) });
    const more = asked(one, 'review-2');
    one.reviews([review, { ...more, status: 'Rejected', votes: [no] }]);
    expect(one.tick(0).desk).toMatchObject([{ event: { kind: 'refuseReplace' } }]);
    one.tick(minute);
    expect(one.sent.map(({ terms }) => toFloat(terms.quantity))).toEqual([10]);
  });
  test('behavior: an order that is dearer than when it was approved is sent whole', () => {
    const { one } = takenOn({}, { algorithm: { kind: 'immediate' } });
    one.move(2_050);
    expect(opened(one, minute)).toEqual([]);
    expect(one.sent.map(({ terms }) => toFloat(terms.quantity))).toEqual([10]);
  });
  test('behavior: of a part, and another check asks: one question about all of that part, and it is cut once', () => {
    const one = desk({}, { limits: withGross });
    const first = asked(one);
    // When it was asked, the other check had no reason to.
    const checks = first.checks.filter(({ code }) => code === 'MAX_ORDER_USD');
    const cut: Review = {
      ...first,
      status: 'Approved',
      approved: 16_000,
      votes: [{ ...yes, notional: 16_000 }],
      checks,
    };
    one.reviews([cut]);
    const second = asked(one, 'review-2');
    expect(second.notional).toBeCloseTo(16_000, 3);
    expect(second.checks.map(({ code }) => code)).toEqual(['MAX_ORDER_USD', 'GROSS_EXPOSURE']);
    expect([status(one), toFloat(one.parent().state.quantity)]).toEqual(['PendingReview', 8]);
    one.reviews([cut, second]);
    for (const price of [1_990, 2_010, 1_980, 2_020, 2_000]) {
      one.move(price);
      expect(one.tick(minute).desk).toBeUndefined();
    }
    one.reviews([cut, { ...second, status: 'Approved', votes: [yes] }]);
    one.tick(0);
    expect([status(one), toFloat(one.parent().state.quantity)]).toEqual(['New', 8]);
  });
  test('behavior: of a change that two checks ask about is of both', () => {
    const one = desk({}, { limits: withGross });
    const review: Review = { ...asked(one), status: 'Approved', votes: [yes] };
    one.reviews([review]);
    one.tick(0);
    // When it was asked, the other check had no reason to.
    const before = { ...review, checks: review.checks.filter(({ code }) => code === 'MAX_ORDER_USD') };
    one.reviews([before]);
    says(one, { maxSlippage: bps(40) });
    const again = asked(one, 'review-2');
    expect(again.checks.map(({ code }) => code)).toEqual(['MAX_ORDER_USD', 'GROSS_EXPOSURE']);
    one.reviews([before, { ...again, status: 'Approved', votes: [yes] }]);
    expect(opened(one)).toEqual([]);
    expect(one.parent().terms.maxSlippage).toBe(40);
  });
  test('behavior: of a part of one leg, and another check asks: all legs are cut, and one question is asked', () => {
    const one = spread();
    const [first, other] = opened(one);
    if (!first || !other) throw new Error('nothing was asked');
    const known: Review = { ...other, id: 'review-0', status: 'Approved', votes: [yes] };
    const checks = first.checks.filter(({ code }) => code === 'MAX_ORDER_USD');
    const votes = [{ ...yes, notional: 16_000 }];
    const cut: Review = { ...first, id: 'review-1', status: 'Approved', approved: 16_000, votes, checks };
    one.reviews([known, cut]);
    const asks = opened(one);
    const questions = asks.map(
      (review, i): Review => ({ ...review, id: `review-${i + 2}`, status: 'Open', votes: [] }),
    );
    expect(one.parents.map(({ state }) => toFloat(state.quantity))).toEqual([8, 0.4]);
    one.reviews([known, cut, ...questions]);
    expect(questions.map(({ rule, notional }) => [rule, Math.round(notional)])).toEqual([['order one', 16_000]]);
    for (const price of [1_990, 2_010, 1_980, 2_000]) {
      one.move(price);
      expect(opened(one, minute)).toEqual([]);
    }
    one.reviews([known, cut, ...questions.map((each): Review => ({ ...each, status: 'Approved', votes: [yes] }))]);
    one.tick(0);
    expect(one.parents.map(({ state }) => [state.status, toFloat(state.quantity)])).toEqual([
      ['New', 8],
      ['New', 0.4],
    ]);
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

describe('silence', () => {
  const review = {
    expire: milliseconds(15 * minute),
    onExpiry: { margin: 'approve', delta: 'approve', cost: 'reject' },
    twoAbove: 20_000,
  } as const;
  test.each([
    ['is a yes to all where nobody has said anything', [], 20_000, 10, 'nobody answered in time'],
    [
      'where one of two has said yes stands for the other',
      [yes],
      20_000,
      10,
      'bob said yes, and nobody else answered in time',
    ],
    [
      'is a yes to no more than whoever has said so',
      [{ ...yes, notional: 8_000 }],
      8_000,
      4,
      'bob said yes, and nobody else answered in time',
    ],
  ] as const)('behavior: %s', (_, votes, most, quantity, text) => {
    const one = desk({}, { review });
    const open = { ...asked(one), votes };
    expect(open.approvals).toBe(2);
    one.reviews([open]);
    expect(one.tick(15 * minute).desk).toContainEqual({
      ...{ kind: 'closeReview', review: 'review-1', status: 'Approved', approved: most },
      text,
    });
    expect([status(one), toFloat(one.parent().state.quantity)]).toEqual(['New', quantity]);
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
