import { describe, expect, test } from 'vitest';
import type { ParentChange, ParentTerms } from '../../model/parentOrder.js';
import { parentAfter } from '../../model/parentState.js';
import type { Review, Vote } from '../../model/review.js';
import { bps, milliseconds, toFloat, unixMillis } from '../../model/units.js';
import { holding, units, unlimited } from '../testing/toyBook.js';
import { type ToyState, toyState } from '../testing/toyPerp.js';
import { createToyDesk, type ToyDesk } from './testing/toyDesk.js';
import { start, toyParent } from './testing/toyParent.js';

const minute = 60_000;
const rich = (change: Partial<ToyState> = {}) => toyState({ accounts: { cross: holding(0, 100_000) }, ...change });
const desk = (terms: Partial<ParentTerms> = {}, state = rich(), limits = unlimited): ToyDesk =>
  createToyDesk([toyParent(terms)], state, { limits });
const status = (one: ToyDesk) => one.parent().state.status;
const sizes = (one: ToyDesk) => one.sent.map(({ terms }) => toFloat(terms.quantity));
const twap = { kind: 'twap', over: milliseconds(10 * minute), slices: 5, jitter: 0 } as const;

test('default: a TWAP order is taken on, worked slice by slice, and filled', () => {
  const one = desk({ algorithm: twap });
  const first = one.tick(0);
  expect(first.decisions).toMatchObject([
    { kind: 'capture', verdict: 'hold', size: ['taken on'], subject: { parent: 'parent-1' } },
  ]);
  expect(first.desk).toEqual([{ kind: 'parent', parent: 'parent-1', event: { kind: 'accept' }, text: '' }]);
  expect(status(one)).toBe('New');
  for (let i = 0; i < 10; i++) one.tick(minute);
  expect(sizes(one)).toEqual([2, 2, 2, 2, 2]);
  expect(one.sent.map(({ at }) => (at - start) / minute)).toEqual([1, 2, 4, 6, 8]);
  expect(status(one)).toBe('Filled');
});

describe('capture', () => {
  const refused = (one: ToyDesk) => {
    const [decision] = one.tick(0).decisions;
    expect(status(one)).toBe('Rejected');
    expect(decision).toMatchObject({ kind: 'capture', verdict: 'refused' });
    return decision?.not;
  };
  test('behavior: an instrument that nobody watches', () => {
    expect(refused(desk({ instrument: 'toy DOGE' }))).toEqual([
      'toy DOGE is not among the markets that toy-book watches',
    ]);
  });
  test('behavior: a market that is closed', () => {
    expect(refused(desk({}, rich({ closed: 'the market is paused' })))).toEqual([
      'toy ETH cannot be traded: the market is paused',
    ]);
  });
  test('behavior: a time that is over, and a limit beyond reason, in one answer', () => {
    const one = desk({ timeInForce: 'GTD', expireTime: unixMillis(start - 1), ordType: 'Limit', price: units(50_000) });
    expect(refused(one)).toEqual([
      'its time was over before it was taken on',
      'a limit of 50000 USD is beyond reason: it is traded at 2000 USD',
    ]);
  });
  test('behavior: a share of what is traded, where nobody tells that', () => {
    expect(refused(desk({ algorithm: { kind: 'pov', share: 0.1, over: milliseconds(minute), jitter: 0 } }))).toEqual([
      'toy does not tell what it trades: no share of it can be worked out',
    ]);
  });
  test('behavior: more than its margin lets it hold is not taken on', () => {
    const state = toyState({ accounts: { cross: holding(0, 1_000) }, initialRequirement: 1_000 });
    expect(refused(desk({ algorithm: twap }, state))).toEqual([
      expect.stringMatching(/^VENUE_LIMIT: not enough free collateral on toy to buy 10 ETH; only .* would fit$/),
    ]);
  });
  test('behavior: what accepted orders have left counts', () => {
    const state = toyState({ accounts: { cross: holding(0, 3_000) }, initialRequirement: 1_000 });
    const one = createToyDesk([toyParent(), toyParent({}, { id: 'parent-2', clOrdId: 'two' })], state);
    one.tick(0);
    expect(one.parents.map((parent) => parent.state.status)).toEqual(['New', 'Rejected']);
  });
  test('behavior: what accepted orders have left on the other side makes no room', () => {
    const state = toyState({ accounts: { cross: holding(0, 3_000) }, initialRequirement: 1_000 });
    const sell = toyParent({ side: 'Sell', quantity: units(14) }, { id: 'parent-0', clOrdId: 'none' });
    const one = createToyDesk([sell, toyParent({ quantity: units(20) })], state);
    one.tick(0);
    expect(one.parents.map((parent) => parent.state.status)).toEqual(['New', 'Rejected']);
  });
  test('behavior: an order larger than one may be is worked in parts', () => {
    const one = desk({}, rich(), { ...unlimited, order: 8_000 });
    for (let i = 0; i < 5; i++) one.tick(minute);
    expect(sizes(one)).toEqual([4, 4, 2]);
    one.tick(minute);
    expect(status(one)).toBe('Filled');
  });
  test('behavior: whole or not at all', () => {
    const deep = desk({ timeInForce: 'FOK' }, rich({ impactPerUnit: 5 }));
    for (let i = 0; i < 3; i++) deep.tick(minute);
    expect([sizes(deep), status(deep)]).toEqual([[10], 'Filled']);
    expect(refused(desk({ timeInForce: 'FOK' }, rich({ impactPerUnit: 5.1 })))).toContain(
      'it cannot be filled whole now: 51 bps expected, and 50 bps allowed',
    );
    const thinner = desk({ timeInForce: 'FOK' }, rich({ impactPerUnit: 1 }));
    thinner.tick(0);
    thinner.change({ impactPerUnit: 20 });
    thinner.tick(minute);
    expect([sizes(thinner), status(thinner)]).toEqual([[], 'Canceled']);
  });
  test('behavior: one that checks refuse for long is told of, and one that waits for its price is not', () => {
    const last = (one: ToyDesk) => {
      one.tick(0);
      one.change({ marks: { ETH: units(2_000) } });
      one.tick(20 * minute);
      return one.tick(minute).decisions[0]?.not.filter((text) => text.startsWith('stalled')).length;
    };
    const poor = desk({}, rich(), { ...unlimited, day: { ...unlimited.day, orders: 0 } });
    expect(last(poor)).toBe(1);
    expect(last(desk({ ordType: 'Limit', price: units(1_990) }))).toBe(0);
    expect(last(desk({ ordType: 'Stop', stopPx: units(2_100) }))).toBe(0);
  });
});

describe('limit', () => {
  test('behavior: nothing is sent beyond it, and all of it within', () => {
    const one = desk({ ordType: 'Limit', price: units(1_990) });
    one.tick(0);
    expect(one.tick(minute).decisions).toMatchObject([
      { verdict: 'hold', not: ['2000 USD is what it would execute at, and the limit is at most 1990 USD'] },
    ]);
    one.move(1_985);
    one.tick(minute);
    expect(sizes(one)).toEqual([10]);
    const [child] = one.sent;
    expect(child?.terms).toMatchObject({ maxSlippage: 50, worstPrice: units(1_990) });
  });
  test('behavior: as much as the book takes within it', () => {
    const one = desk({ ordType: 'Limit', price: units(2_002) }, rich({ impactPerUnit: 2 }));
    one.tick(0);
    one.tick(minute);
    // 20 bps for all of it; half of it executes at 2002.
    expect(sizes(one)).toEqual([5]);
  });
});

describe('stop', () => {
  test('behavior: once touched it stays so', () => {
    const one = desk({ ordType: 'StopLimit', stopPx: units(2_100), price: units(2_110) });
    one.tick(0);
    expect(one.tick(minute).decisions[0]?.not).toEqual(['the stop at 2100 USD is not touched: the mark is 2000 USD']);
    one.move(2_150);
    expect(one.tick(minute).desk).toMatchObject([{ event: { kind: 'trigger' } }]);
    expect(one.sent).toEqual([]);
    one.move(2_050);
    one.tick(minute);
    expect(sizes(one)).toEqual([10]);
  });
});

describe('time in force', () => {
  test('behavior: the rest of what is done at once is canceled', () => {
    const one = desk({ timeInForce: 'IOC' }, rich({ impactPerUnit: 20 }));
    one.tick(0);
    one.tick(minute);
    one.tick(minute);
    expect([sizes(one), status(one), toFloat(one.parent().state.cxlQty)]).toEqual([[2.5], 'Canceled', 7.5]);
  });
  test('behavior: at its time it expires, once what is in flight has landed', () => {
    const one = desk({ algorithm: twap, timeInForce: 'GTD', expireTime: unixMillis(start + 3 * minute) });
    one.tick(0);
    one.tick(2 * minute, () => ({ kind: 'wait' }));
    one.tick(2 * minute, () => ({ kind: 'wait' }));
    expect(status(one)).toBe('New');
    one.tick(minute);
    expect([status(one), toFloat(one.parent().state.cumQty)]).toEqual(['Expired', 3]);
  });
});

describe('operator', () => {
  test('behavior: a paused order sends nothing, and catches up within a bound when it goes on', () => {
    const one = desk({ algorithm: twap });
    one.tick(0);
    one.tick(minute);
    one.say({ kind: 'pause' });
    for (let i = 0; i < 20; i++) one.tick(minute);
    expect([sizes(one), status(one)]).toEqual([[2], 'Suspended']);
    one.say({ kind: 'resume' });
    for (let i = 0; i < 4; i++) one.tick(minute);
    expect(sizes(one)).toEqual([2, 3, 3, 2]);
  });
  test('behavior: a cancel waits for what is in flight, and nothing else is sent', () => {
    const one = desk({ algorithm: twap });
    one.tick(0);
    one.tick(minute, () => ({ kind: 'wait' }));
    one.say({ kind: 'requestCancel' });
    one.tick(4 * minute, () => ({ kind: 'wait' }));
    expect(status(one)).toBe('PendingCancel');
    one.tick(minute);
    expect([sizes(one), status(one), toFloat(one.parent().state.cumQty)]).toEqual([[2], 'Canceled', 2]);
  });
  test('behavior: a change that the checks do not take is refused with the reason, and the order goes on', () => {
    const state = toyState({ accounts: { cross: holding(0, 3_000) }, initialRequirement: 1_000 });
    const one = desk({ algorithm: twap }, state);
    one.tick(0);
    one.say({ kind: 'requestReplace', change: { quantity: units(1_000) } });
    expect(one.tick(minute).desk).toMatchObject([
      { event: { kind: 'refuseReplace' }, text: expect.stringMatching(/^VENUE_LIMIT: not enough free collateral/) },
    ]);
    expect([status(one), toFloat(one.parent().state.quantity)]).toEqual(['New', 10]);
    one.say({ kind: 'requestReplace', change: { quantity: units(4) } });
    one.tick(minute);
    expect([status(one), toFloat(one.parent().state.quantity)]).toEqual(['New', 4]);
  });
});

describe('failures', () => {
  test('behavior: what failed is planned anew, later each time, and held after five for one reason', () => {
    const one = desk({});
    one.tick(0);
    for (let i = 0; i < 120; i++) one.tick(5_000, () => ({ kind: 'fail', text: 'Too little received' }));
    expect(sizes(one)).toEqual([10, 10, 10, 10, 10]);
    expect(one.tick(5_000).decisions[0]?.not[0]).toMatch(
      /^the last 5 orders failed for one reason \(Too little received\)/,
    );
    for (let i = 0; i < 14; i++) one.tick(5 * minute);
    expect(status(one)).toBe('Filled');
  });
});

describe('liquidity', () => {
  test('behavior: it slows as depth goes, stops when there is none, and goes on when it is back', () => {
    const one = desk({ algorithm: twap, maxSlippage: bps(40) }, rich({ impactPerUnit: 9 }));
    one.tick(0);
    one.tick(minute);
    expect(sizes(one)).toEqual([2]);
    one.change({ impactPerUnit: 15 });
    expect(one.tick(minute).decisions[0]?.size).toEqual([
      'slice 2 of 5: 4 due, 2 done',
      'the market is thin: cut from 2 to 1',
    ]);
    one.change({ impactPerUnit: 1e9 });
    const stopped = one.tick(2 * minute).decisions[0];
    expect(stopped).toMatchObject({ verdict: 'hold', not: [expect.stringMatching(/^liquidity has dried up: /)] });
    one.tick(20 * minute);
    expect(one.tick(minute).decisions[0]?.not).toEqual([
      expect.stringMatching(/^liquidity has dried up: /),
      'stalled: nothing was done for 21 min',
    ]);
    one.change({ impactPerUnit: 1 });
    for (let i = 0; i < 6; i++) one.tick(minute);
    expect(sizes(one).slice(2)).toEqual([3, 3, 1]);
    expect(status(one)).toBe('Filled');
  });
});

describe('change', () => {
  const asking = { ...unlimited, standing: { order: { review: 50_000, reject: null } } };
  const changed = (change: ParentChange) => {
    const one = desk({ algorithm: twap }, rich(), asking);
    one.tick(0);
    one.say({ kind: 'requestReplace', change });
    const [asked] = one.tick(0).desk?.flatMap((event) => (event.kind === 'openReview' ? event.review : [])) ?? [];
    return { one, asked };
  };
  const answered = (verdict: Vote['verdict'], notional: number | null = null) => {
    const { one, asked } = changed({ quantity: units(30) });
    if (!asked) throw new Error('nothing was asked');
    expect(status(one)).toBe('PendingReplace');
    expect(asked.notional).toBeCloseTo(60_000, 6);
    const status_ = verdict === 'approve' ? ('Approved' as const) : ('Rejected' as const);
    const vote: Vote = { author: 'bob', verdict, text: 'no', at: unixMillis(start) };
    const approved = notional ?? asked.notional;
    const openedAt = unixMillis(asked.openedAt + 1);
    one.reviews([{ ...asked, id: 'review-1', status: status_, votes: [vote], approved, openedAt }]);
    const plan = one.tick(0);
    return { one, plan };
  };
  test('behavior: one that a person must look at waits for the answer', () => {
    const yes = answered('approve').one;
    expect([status(yes), yes.parent().state.quantity]).toEqual(['New', units(30)]);
    const no = answered('reject').one;
    expect([status(no), no.parent().state.quantity]).toEqual(['New', units(10)]);
    const less = answered('approve', 55_000);
    expect([status(less.one), less.one.parent().state.quantity]).toEqual(['New', units(10)]);
    expect(less.plan.desk).toMatchObject([
      { kind: 'closeReview', status: 'Used' },
      { event: { kind: 'refuseReplace' }, text: 'bob approved 55000 USD, and not all of it: ask for that' },
    ]);
  });
  test('behavior: another price or algorithm is checked like a new order', () => {
    for (const change of [{ price: units(1_990) }, { algorithm: { kind: 'immediate' } as const }]) {
      const one = desk({ algorithm: twap, ordType: 'Limit', price: units(2_000) });
      one.tick(0);
      one.say({ kind: 'requestReplace', change });
      const [decision] = one.tick(0).decisions;
      expect(decision).toMatchObject({ kind: 'capture', size: ['changed'] });
      expect(decision?.checks.length).toBeGreaterThan(10);
    }
  });
});

describe('depth and volatility', () => {
  test('behavior: parts are cut to what moved the price as when it was taken on', () => {
    const one = desk({ algorithm: twap, maxSlippage: bps(200) }, rich({ impactPerUnit: 2 }));
    one.tick(0);
    expect(one.parent().state.impact).toBeCloseTo(2, 9);
    one.tick(minute);
    one.change({ impactPerUnit: 8 });
    expect(one.tick(minute).decisions[0]?.size).toEqual([
      'slice 2 of 5: 4 due, 2 done',
      'cut to what moves the price as before: the market is 4 times as thin as it was',
    ]);
    expect(sizes(one)[1]).toBeCloseTo(0.5, 9);
  });
  test('behavior: while the price moves more than it should, parts are half as large', () => {
    const marksOf = (step: number) =>
      Array.from({ length: 8 }, (_, i) => ({
        ...{ mark: 2_000, last: 2_000 * (i % 2 === 0 ? 1 : step), turnover: null, volume: null },
        at: unixMillis(start + i * minute),
      }));
    const first = (step: number) => {
      const parent = toyParent({ algorithm: twap }, { marks: marksOf(step), acceptedAt: unixMillis(start) });
      const state = parentAfter(parent.state, { kind: 'accept' });
      const one = createToyDesk([{ ...parent, state }], rich(), { limits: unlimited });
      const size = one.tick(0).decisions[0]?.size;
      return { size, sent: sizes(one) };
    };
    expect(first(1.0001).sent).toEqual([2]);
    expect(first(1.05)).toMatchObject({
      size: [/1 of 5/, /^half as much: the price moves by \d+(\.\d+)? % a year of late/].map((one) =>
        expect.stringMatching(one),
      ),
      sent: [1],
    });
  });
  test('behavior: what is cut is no smaller than a part of a slice, so the last one ends', () => {
    const one = desk({ algorithm: twap, maxSlippage: bps(200) }, rich({ impactPerUnit: 2 }));
    one.tick(0);
    one.change({ impactPerUnit: 8 });
    for (let i = 0; i < 120 && status(one) !== 'Filled'; i++) one.tick(minute);
    expect(status(one)).toBe('Filled');
    // Slices of 2, and the market 4 times as thin.
    expect(Math.min(...sizes(one))).toBeGreaterThanOrEqual(0.25);
  });
});

describe('review', () => {
  const asking = { ...unlimited, standing: { order: { review: 10_000, reject: null } } };
  const question = (one: ToyDesk): Review => {
    const asked = one.tick(0).desk?.flatMap((event) => (event.kind === 'openReview' ? event.review : [])) ?? [];
    const [review] = asked;
    if (!review) throw new Error('nothing was asked');
    return { ...review, id: 'review-1', status: 'Open', votes: [] };
  };
  const yes: Vote = { author: 'bob', verdict: 'approve', text: '', at: unixMillis(start) };

  test('default: what a check wants looked at waits for a person, and is worked once it is approved', () => {
    const one = desk({ algorithm: twap }, rich(), asking);
    const review = question(one);
    expect([status(one), review.notional, review.subject]).toEqual(['PendingReview', 20_000, { parent: 'parent-1' }]);
    one.reviews([review]);
    expect(one.tick(minute).desk).toBeUndefined();
    one.reviews([{ ...review, status: 'Approved', votes: [yes] }]);
    const [taken] = one.tick(minute).decisions;
    expect(taken?.checks.find(({ code }) => code === 'MAX_ORDER_USD')?.text).toContain('approved by bob');
    for (let i = 0; i < 10; i++) one.tick(minute);
    expect(status(one)).toBe('Filled');
  });
  test('behavior: less is approved than was asked for', () => {
    const one = desk({ algorithm: twap }, rich(), asking);
    one.reviews([{ ...question(one), status: 'Approved', approved: 12_000, votes: [yes] }]);
    one.tick(minute);
    expect([status(one), toFloat(one.parent().state.quantity)]).toEqual(['New', 6]);
  });
  test('behavior: a no rejects it with the reason, and so does silence', () => {
    const no = desk({ algorithm: twap }, rich(), asking);
    no.reviews([{ ...question(no), status: 'Rejected', votes: [{ ...yes, verdict: 'reject', text: 'too large' }] }]);
    expect(no.tick(minute).desk).toMatchObject([{ event: { kind: 'reject' }, text: 'rejected by bob: too large' }]);
    const late = desk({ algorithm: twap }, rich(), asking);
    late.reviews([question(late)]);
    expect(late.tick(20 * minute).desk).toMatchObject([
      { kind: 'closeReview', status: 'Rejected' },
      { event: { kind: 'reject' }, text: 'rejected by silence' },
    ]);
    expect([status(no), status(late)]).toEqual(['Rejected', 'Rejected']);
  });
});
