import { describe, expect, test } from 'vitest';
import type { Review } from '../../model/review.js';
import { toFloat, unixMillis } from '../../model/units.js';
import { units, unlimited } from '../testing/toyBook.js';
import { legsIn } from './legs.js';
import { createToyDesk, type ToyDesk } from './testing/toyDesk.js';
import { start } from './testing/toyParent.js';
import {
  apart,
  btc,
  done,
  eth,
  held,
  leg,
  minute,
  position,
  rich,
  run,
  spread,
  statuses,
} from './testing/toySpread.js';

test('default: legs are taken on together, worked in steps, and filled', () => {
  const one = spread();
  expect(one.tick(0).decisions.map(({ kind, verdict, size }) => [kind, verdict, size])).toEqual([
    ['capture', 'hold', ['taken on']],
    ['capture', 'hold', ['taken on']],
  ]);
  expect(statuses(one)).toEqual(['New', 'New']);
  for (let i = 0; i < 40; i++) {
    one.tick(minute);
    const [a = 0, b = 0] = done(one);
    expect(Math.abs(a - b)).toBeLessThanOrEqual(0.1 + 1e-12);
  }
  expect(statuses(one)).toEqual(['Filled', 'Filled']);
  one.tick(minute);
  expect([held(one), position(one, 'ETH'), position(one, 'BTC')]).toEqual(['AllDone', 10, -1]);
});

describe('taken on', () => {
  test('behavior: until all legs are there they wait, and a leg too many is refused', () => {
    const one = spread({ parents: [eth()] });
    expect(one.tick(0).decisions[0]?.not).toEqual(['waits for the other legs of spread: 1 of 2 are there']);
    const many = spread({ parents: [eth(), btc(), leg('third', {})] });
    expect(many.tick(0).desk?.slice(0, 1)).toMatchObject([
      { parent: 'third', event: { kind: 'reject' }, text: 'all 2 legs of spread are there already' },
    ]);
    expect(statuses(many)).toEqual(['New', 'New', 'Rejected']);
  });
  test('behavior: one that is refused refuses all, with its reason', () => {
    const one = spread({ state: { closedMarkets: { BTC: 'the market is paused' } } });
    one.tick(0);
    expect(statuses(one)).toEqual(['Rejected', 'Rejected']);
    const again = spread({ state: { closedMarkets: { BTC: 'the market is paused' } } });
    expect(again.tick(0).desk).toMatchObject([
      { parent: 'eth', text: 'leg btc of spread was refused: toy BTC cannot be traded: the market is paused' },
      { parent: 'btc', text: 'toy BTC cannot be traded: the market is paused' },
    ]);
    again.tick(minute);
    expect(held(again)).toBe('AllDone');
  });
  test('behavior: each is judged with the others filled', () => {
    // 20 000 USD of ETH and 30 000 USD of BTC, and margin for 40 000 USD.
    const state = { accounts: { cross: { cash: units(4_000), quantities: {} } }, initialRequirement: 1_000 };
    const one = spread({ state });
    one.tick(0);
    expect(statuses(one)).toEqual(['Rejected', 'Rejected']);
    const alone = createToyDesk([{ ...eth(), list: null }], rich(state), { limits: unlimited });
    alone.tick(0);
    expect(statuses(alone)).toEqual(['New']);
  });
  test('behavior: one that a person is to look at makes all wait; a yes takes all on, cut alike; a no refuses all', () => {
    const limits = { ...unlimited, standing: { order: { review: 25_000, reject: null } } };
    const asked = (one: ToyDesk): Review => {
      const [review] = one.tick(0).desk?.flatMap((event) => (event.kind === 'openReview' ? event.review : [])) ?? [];
      if (!review) throw new Error('nothing was asked');
      return { ...review, id: 'review-1', status: 'Open', votes: [] };
    };
    const vote = { author: 'bob', text: '', at: unixMillis(start) };
    const one = spread({ limits });
    const review = asked(one);
    expect(statuses(one)).toEqual(['PendingNew', 'PendingReview']);
    one.reviews([review]);
    expect(one.tick(minute).decisions[0]?.not).toEqual(['waits for leg btc: a person is to look at it']);
    one.reviews([{ ...review, status: 'Approved', approved: 15_000, votes: [{ ...vote, verdict: 'approve' }] }]);
    one.tick(minute);
    expect(statuses(one)).toEqual(['New', 'New']);
    expect(one.parents.map(({ state }) => toFloat(state.quantity))).toEqual([5, 0.5]);
    // What was approved of them once cuts no change that is asked for later.
    one.say({ kind: 'requestReplace', change: { quantity: units(8) } }, 'eth');
    one.say({ kind: 'requestReplace', change: { quantity: units(0.8) } }, 'btc');
    one.tick(0);
    expect(one.parents.map(({ state }) => toFloat(state.quantity))).toEqual([8, 0.8]);

    const other = spread({ limits });
    other.reviews([{ ...asked(other), status: 'Rejected', votes: [{ ...vote, verdict: 'reject' }] }]);
    other.tick(minute);
    expect(statuses(other)).toEqual(['Rejected', 'Rejected']);
  });
  test('behavior: a part too small to trade refuses all', () => {
    const one = spread({ parents: [eth(), btc({ quantity: units(0.0006) })] });
    one.tick(0);
    expect(statuses(one)).toEqual(['Rejected', 'Rejected']);
    const [decision] = spread({ parents: [eth(), btc({ quantity: units(0.0006) })] })
      .tick(0)
      .decisions.slice(1);
    expect(decision?.not).toEqual([
      'its smallest part, 0.000015, is worth 0.45 USD, and no part is less than 1: make the leg, its slices or the imbalance larger',
    ]);
  });
  test('behavior: two that undo each other refuse all', () => {
    const one = spread({ parents: [eth(), leg('other', { side: 'Sell', quantity: units(4) })] });
    expect(one.tick(0).decisions[1]?.not).toEqual([
      'it and leg eth trade toy ETH on opposite sides, and one would undo the other: ask for the difference alone, or name two positions',
    ]);
    expect(statuses(one)).toEqual(['Rejected', 'Rejected']);
    const apart = {
      cross: { cash: units(1_000_000), quantities: {} },
      other: { cash: units(1_000_000), quantities: {} },
    };
    const two = spread({
      parents: [eth(), leg('other', { side: 'Sell', quantity: units(4), position: 'toy other/ETH' })],
      state: { accounts: apart },
    });
    two.tick(0);
    expect(statuses(two)).toEqual(['New', 'New']);
  });
  test('behavior: what is to be done at once cannot go in steps', () => {
    const one = spread({ parents: [eth({ timeInForce: 'IOC' }), btc()] });
    one.tick(0);
    expect(statuses(one)).toEqual(['Rejected', 'Rejected']);
  });
});

describe('operator', () => {
  test('behavior: a cancel of one leg cancels all, and what is done stays done', () => {
    const one = spread();
    run(one, 5);
    const sent = one.sent.length;
    one.say({ kind: 'requestCancel' }, 'btc');
    run(one, 3);
    // What was on its way is waited for.
    expect([statuses(one), done(one), held(one)]).toEqual([['Canceled', 'Canceled'], [0.4, 0.4], 'AllDone']);
    expect(one.sent.length).toBe(sent);
    expect(one.legs[0] && legsIn(one.legs[0]).length).toBe(one.parents.length);
  });
  test('behavior: legs are changed in size together and alike, or not', () => {
    const one = spread();
    run(one, 3);
    one.say({ kind: 'requestReplace', change: { quantity: units(6) } }, 'eth');
    expect(one.tick(minute).desk).toContainEqual({
      ...{ kind: 'parent', parent: 'eth', event: { kind: 'refuseReplace' } },
      text: 'the legs of spread are changed in size together, all by the same share, or not at all',
    });
    one.say({ kind: 'requestReplace', change: { quantity: units(6) } }, 'eth');
    one.say({ kind: 'requestReplace', change: { quantity: units(0.6) } }, 'btc');
    run(one, 3);
    expect(one.parents.map(({ state }) => toFloat(state.quantity))).toEqual([6, 0.6]);
    run(one, 40);
    expect(statuses(one)).toEqual(['Filled', 'Filled']);
  });
  test('behavior: of a change that one leg cannot take, none has it', () => {
    const state = { accounts: { cross: { cash: units(6_000), quantities: {} } }, initialRequirement: 1_000 };
    const one = spread({ state });
    run(one, 3);
    one.say({ kind: 'requestReplace', change: { quantity: units(20) } }, 'eth');
    one.say({ kind: 'requestReplace', change: { quantity: units(2) } }, 'btc');
    run(one, 3);
    expect(one.parents.map(({ state: { quantity } }) => toFloat(quantity))).toEqual([10, 1]);
  });
  test('behavior: a leg that is paused holds the others at the bound', () => {
    const one = spread();
    run(one, 2);
    one.say({ kind: 'pause' }, 'btc');
    run(one, 30);
    expect([held(one), apart(one), statuses(one)[1]]).toEqual(['Executing', '', 'Suspended']);
    one.say({ kind: 'resume' }, 'btc');
    run(one, 40);
    expect(statuses(one)).toEqual(['Filled', 'Filled']);
  });
});
