import { describe, expect, test } from 'vitest';
import type { Break } from '../../model/breaks.js';
import type { WorkedParent, WorkingMark } from '../../model/desk.js';
import { isOpen } from '../../model/order.js';
import { isParentOpen, type OrderList } from '../../model/parentOrder.js';
import { milliseconds, toFloat, unixMillis } from '../../model/units.js';
import { units, unlimited } from '../testing/toyBook.js';
import { createToyDesk, type Outcome, type ToyDesk } from './testing/toyDesk.js';
import { start } from './testing/toyParent.js';
import {
  apart,
  btc,
  done,
  eth,
  held,
  legs,
  minute,
  position,
  rich,
  run,
  spread,
  statuses,
} from './testing/toySpread.js';

describe('failure', () => {
  const stopBtc = (one: ToyDesk) => one.change({ closedMarkets: { BTC: 'the market is paused' } });
  const started = (list: Partial<OrderList>) => {
    const one = spread({ list });
    run(one, 6);
    stopBtc(one);
    run(one, 18);
    return one;
  };
  test('behavior: a market that stays closed fails its leg, and what the others did is traded back', () => {
    const one = started({ onFailure: 'unwind' });
    expect(one.legs[0]).toMatchObject({
      status: 'Alert',
      text: 'leg btc failed: toy BTC cannot be traded: the market is paused',
    });
    run(one, 6);
    expect(statuses(one).slice(0, 2)).toEqual(['Canceled', 'Canceled']);
    expect(one.parents[2]).toMatchObject({
      ...{ author: 'ballast', clOrdId: 'undo eth 1', list: 'spread' },
      terms: { side: 'Sell', reduceOnly: true },
      state: { status: 'Filled' },
    });
    expect(one.parents[2]?.text).toMatch(/^leg btc failed: .*; trades back the .* that leg eth has done$/);
    // What BTC did cannot be traded back yet: people are told, and it is once its market is open.
    expect([position(one, 'ETH'), held(one), apart(one)]).toEqual([0, 'Alert', 'eth 0 %, btc 50 %']);
    one.change({ closedMarkets: {} });
    run(one, 6);
    expect([position(one, 'BTC'), held(one), apart(one)]).toEqual([0, 'AllDone', '']);
  });
  test('behavior: the others are completed at once, whatever the imbalance', () => {
    const one = started({ onFailure: 'complete' });
    run(one, 4);
    expect(statuses(one)).toEqual(['Filled', 'PartiallyFilled']);
    expect([position(one, 'ETH'), held(one), apart(one)]).toEqual([10, 'Alert', 'eth 100 %, btc 50 %']);
    one.change({ closedMarkets: {} });
    run(one, 6);
    expect([statuses(one), held(one), apart(one)]).toEqual([['Filled', 'Filled'], 'AllDone', '']);
  });
  test('behavior: nothing more is sent, people are told, and a cancel ends it', () => {
    const one = started({ onFailure: 'hold' });
    const sent = one.sent.length;
    one.change({ closedMarkets: {} });
    run(one, 20);
    expect([one.sent.length, held(one)]).toEqual([sent, 'Alert']);
    one.say({ kind: 'requestCancel' }, 'eth');
    run(one, 4);
    expect([statuses(one), held(one)]).toEqual([['Canceled', 'Canceled'], 'AllDone']);
  });
  test.each(['unwind', 'complete', 'hold'] as const)(
    'behavior: whoever closes the list ends it, under %s',
    (onFailure) => {
      const one = started({ onFailure });
      run(one, 6);
      const sent = one.sent.length;
      one.close();
      one.change({ closedMarkets: {} });
      run(one, 10);
      expect([one.sent.length, held(one), apart(one)]).toEqual([sent, 'AllDone', '']);
      expect(one.parents.every(({ state }) => !isParentOpen(state.status))).toBe(true);
    },
  );
  test('behavior: so do orders that fail again and again', () => {
    const one = spread();
    const failing = (child: { terms: unknown }): Outcome =>
      JSON.stringify((child.terms as { instrument: string }).instrument).includes('BTC')
        ? { kind: 'fail', text: 'Too little received' }
        : { kind: 'fill', share: 1 };
    run(one, 20, minute, failing);
    expect(one.legs[0]?.text).toBe('leg btc failed: its last 5 orders failed (Too little received)');
    run(one, 10, minute, failing);
    expect([position(one, 'ETH'), statuses(one)[0], held(one)]).toEqual([0, 'Canceled', 'AllDone']);
  });
  test('behavior: so does one whose time is over', () => {
    const late = { timeInForce: 'GTD', expireTime: unixMillis(start + 3 * minute) } as const;
    const one = spread({ parents: [eth(), btc(late)], list: { imbalance: 1 } });
    run(one, 12);
    expect(one.legs[0]?.text).toMatch(/^leg btc failed: it is Expired with \d+ % of it done$/);
    expect([position(one, 'ETH'), position(one, 'BTC'), held(one)]).toEqual([0, 0, 'AllDone']);
  });
  test('behavior: waiting for a price is no failure', () => {
    const one = spread({ parents: [eth(), btc({ ordType: 'Limit', price: units(31_000) })] });
    run(one, 60);
    expect([held(one), statuses(one)]).toEqual(['Executing', ['PartiallyFilled', 'New']]);
    expect(done(one)[0]).toBeCloseTo(0.1, 12);
  });
  test('behavior: what was traded back follows a fill that is undone', () => {
    const one = started({ onFailure: 'unwind' });
    one.tick(minute);
    one.tick(minute);
    const [undo] = one.parents.slice(2);
    const [fill] = one.parent('eth').children.flatMap(({ id, fills }) => fills.map((each) => ({ id, ...each })));
    if (!undo || !fill || fill.kind !== 'trade') throw new Error('nothing was traded');
    one.bust('eth', fill.id);
    run(one, 4);
    const [again] = one.parents.slice(2);
    expect(toFloat(again?.state.cumQty ?? units(0))).toBeCloseTo(toFloat(undo.state.quantity) - toFloat(fill.quantity));
  });
});

describe('a leg that somebody else closes', () => {
  /** BTC was sold: so much of it is bought back by a liquidation, and the account should hold what its orders did. */
  const closed = (one: ToyDesk, share: number): Break => {
    const left = position(one, 'BTC') * (1 - share);
    const short = -toFloat(one.parent('btc').state.cumQty);
    const cross = one.state.accounts['cross'] ?? { cash: units(0), quantities: {} };
    one.change({ accounts: { cross: { ...cross, quantities: { ...cross.quantities, BTC: units(left) } } } });
    return {
      ...{ id: 'break-1', strategy: 'toy-book', account: one.parent('btc').account, chainId: 31337, venue: 'toy' },
      ...{ what: 'toy BTC', expected: short, actual: left, text: '', isGift: false, status: 'Open' },
      ...{ author: '', reason: '', openedAt: unixMillis(one.now), closedAt: null },
    };
  };
  const broken = (onFailure: OrderList['onFailure'], share: number) => {
    const one = spread({ list: { onFailure } });
    run(one, 6);
    // Nothing of it is on its way.
    while (one.parents.some(({ children }) => children.some(({ status }) => isOpen(status)))) one.tick(1_000);
    one.breaks([closed(one, share)]);
    return one;
  };
  test('default: has failed: the others are traded back, and it is not, adopted or not', () => {
    const one = broken('unwind', 1);
    one.change({ closedMarkets: { ETH: 'the market is paused' } });
    run(one, 4);
    expect(one.legs[0]).toMatchObject({
      status: 'Alert',
      text: expect.stringMatching(
        /^leg btc failed: 0\.[45] of what it has done is not held any more \(toy BTC is 0, and -0\.[45] is expected\)$/,
      ),
    });
    expect(apart(one)).toMatch(/^eth [45]0 %, btc 0 %$/);
    // A person has adopted what is there.
    one.breaks([]);
    one.change({ closedMarkets: {} });
    run(one, 6);
    expect([position(one, 'ETH'), position(one, 'BTC')]).toEqual([0, 0]);
    expect(one.parents.map(({ clOrdId }) => clOrdId)).toEqual(['eth', 'btc', 'undo eth 1']);
    expect([held(one), apart(one)]).toEqual(['AllDone', '']);
  });
  test('behavior: what is left of it after an ADL is traded back, and what a second one takes is not', () => {
    const one = broken('unwind', 0.5);
    one.change({ closedMarkets: { BTC: 'the market is paused' } });
    run(one, 4);
    one.breaks([closed(one, 0.5)]);
    run(one, 2);
    one.breaks([]);
    one.change({ closedMarkets: {} });
    run(one, 6);
    expect([position(one, 'ETH'), position(one, 'BTC'), held(one)]).toEqual([0, 0, 'AllDone']);
  });
  test('behavior: the others are completed, and people are told until they close the list', () => {
    const one = broken('complete', 1);
    one.breaks([]);
    run(one, 1);
    expect(held(one)).toBe('Executing');
    const other = broken('complete', 1);
    other.tick(minute);
    other.breaks([]);
    run(other, 20);
    expect([statuses(other)[0], held(other)]).toEqual(['Filled', 'Alert']);
    expect(apart(other)).toMatch(/^eth 100 %, btc [56]0 %$/);
    other.close();
    run(other, 2);
    expect([held(other), apart(other)]).toEqual(['AllDone', '']);
  });
  test('behavior: what came in, what was there before and what is in its favour is no failure', () => {
    const one = spread();
    run(one, 6);
    const found = closed(one, 0);
    const lost = { ...found, actual: 0 };
    one.breaks([{ ...lost, isGift: true }]);
    run(one, 1);
    one.breaks([{ ...lost, openedAt: unixMillis(start - 1) }]);
    run(one, 1);
    one.breaks([{ ...found, actual: 2 * found.expected }]);
    run(one, 1);
    expect(held(one)).toBe('Executing');
  });
});

describe('crumbs', () => {
  const some = (child: { terms: unknown }, share: number): Outcome =>
    (child.terms as { instrument: string }).instrument === 'toy BTC'
      ? { kind: 'fill', share }
      : { kind: 'fill', share: 1 };
  test('behavior: what is left of a leg and is less than its venue trades ends it cleanly', () => {
    const list = legs({ imbalance: 1 });
    const watch = [{ venue: 'toy', names: ['ETH', 'BTC'] }];
    const one = createToyDesk(
      [eth({ algorithm: { kind: 'immediate' } }), btc({ algorithm: { kind: 'immediate' } })],
      ...([rich(), { limits: unlimited, watch }, [list], { least: units(0.01) }] as const),
    );
    run(one, 2);
    run(one, 3, minute, (child) => some(child, 0.995));
    expect(one.parent('btc').state).toMatchObject({ status: 'Canceled', cxlQty: units(0.005) });
    run(one, 2);
    expect([statuses(one), held(one), apart(one)]).toEqual([['Filled', 'Canceled'], 'AllDone', '']);
  });
  test('behavior: what the venue would trade is traded, and more than a hundredth is not given up', () => {
    const one = createToyDesk(
      [btc({ algorithm: { kind: 'immediate' } })].map((leg) => ({ ...leg, list: null })),
      rich(),
      {
        limits: unlimited,
      },
    );
    run(one, 2);
    one.tick(minute, (child) => some(child, 0.995));
    run(one, 3);
    expect(statuses(one)).toEqual(['Filled']);
    const other = createToyDesk(
      [{ ...btc({ algorithm: { kind: 'immediate' } }), list: null }],
      ...([rich(), { limits: unlimited }, [], { least: units(0.1) }] as const),
    );
    run(other, 2);
    run(other, 3, minute, (child) => some(child, 0.95));
    expect(statuses(other)).toEqual(['PartiallyFilled']);
  });
});

test('behavior: a leg that takes a share of a market that is closed for long has failed too', () => {
  const share = { kind: 'pov', share: 0.1, over: milliseconds(120 * minute), jitter: 0 } as const;
  const turnover = (usd: number) => ({ base: 0, quote: usd / 1_000, liquidity: 1_000 });
  const mark = (minutes: number, volume: number) => ({
    ...{ mark: 30_000, last: 30_000, turnover: turnover(volume), volume, at: unixMillis(start + minutes * minute) },
  });
  const taken = { acceptedAt: unixMillis(start), arrivalPrice: 30_000 };
  const worked = (parent: WorkedParent): WorkedParent => ({
    ...{ ...parent, ...taken },
    state: { ...parent.state, stage: 'accepted', status: 'New' },
  });
  const failedAfter = (minutes: number, marks: readonly WorkingMark[]) => {
    const one = spread({
      parents: [worked(eth()), { ...worked(btc({ algorithm: share })), marks }],
      state: { closedMarkets: { BTC: 'the market is paused' } },
    });
    one.tick(minutes * minute);
    return one.legs[0]?.text;
  };
  expect(failedAfter(30, [mark(1, 0), mark(10, 5_000_000)])).toBe(
    'leg btc failed: toy BTC cannot be traded: the market is paused',
  );
  // What came due since is not waited for long enough, and what the market has not traded is not due.
  expect(failedAfter(30, [mark(1, 0), mark(10, 0), mark(20, 5_000_000)])).toBe('');
  expect(failedAfter(30, [mark(1, 0), mark(10, 0)])).toBe('');
});
