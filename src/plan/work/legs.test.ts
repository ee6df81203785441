import { describe, expect, test } from 'vitest';
import type { Break } from '../../model/breaks.js';
import type { WorkedParent, WorkingMark } from '../../model/desk.js';
import { isOpen } from '../../model/order.js';
import { isParentOpen, type OrderList, type ParentTerms } from '../../model/parentOrder.js';
import type { Review } from '../../model/review.js';
import { milliseconds, toFloat, unixMillis } from '../../model/units.js';
import { units, unlimited } from '../testing/toyBook.js';
import { type ToyState, toyState } from '../testing/toyPerp.js';
import { legsIn } from './legs.js';
import { createToyDesk, type Outcome, type ToyDesk } from './testing/toyDesk.js';
import { start, toyParent } from './testing/toyParent.js';

const minute = 60_000;
const marks = { ETH: units(2_000), BTC: units(30_000) };
const rich = (change: Partial<ToyState> = {}) =>
  toyState({ marks, indexes: marks, accounts: { cross: { cash: units(1_000_000), quantities: {} } }, ...change });
const legs = (change: Partial<OrderList> = {}): OrderList => ({
  ...{ id: 'spread', kind: 'legs', count: 2, imbalance: 0.1, onFailure: 'unwind', author: 'ann' },
  ...{ createdAt: unixMillis(start), ...change },
});
const twap = { kind: 'twap', over: milliseconds(10 * minute), slices: 5, jitter: 0 } as const;
const leg = (name: string, terms: Partial<ParentTerms>, change: Partial<WorkedParent> = {}): WorkedParent =>
  toyParent({ algorithm: twap, ...terms }, { id: name, clOrdId: name, list: 'spread', ...change });
const eth = (terms: Partial<ParentTerms> = {}) => leg('eth', { quantity: units(10), ...terms });
const btc = (terms: Partial<ParentTerms> = {}) =>
  leg('btc', { instrument: 'toy BTC', position: 'toy cross/BTC', side: 'Sell', quantity: units(1), ...terms });
interface Setup {
  parents?: readonly WorkedParent[];
  list?: Partial<OrderList>;
  state?: Partial<ToyState>;
  limits?: typeof unlimited;
}
const spread = ({ parents = [eth(), btc()], list = {}, state = {}, limits = unlimited }: Setup = {}): ToyDesk =>
  createToyDesk(parents, rich(state), { limits, watch: [{ venue: 'toy', names: ['ETH', 'BTC'] }] }, [legs(list)]);
const statuses = (one: ToyDesk) => one.parents.map(({ state }) => state.status);
const done = (one: ToyDesk) => one.parents.map(({ state }) => toFloat(state.cumQty) / toFloat(state.quantity));
const held = (one: ToyDesk) => one.legs[0]?.status;
const apart = (one: ToyDesk) => one.legs[0]?.apart.replace(/^.*spread: /, '');
const run = (one: ToyDesk, ticks: number, after = minute, outcome?: (child: { terms: unknown }) => Outcome) => {
  for (let i = 0; i < ticks; i++) one.tick(after, outcome);
};
const position = (one: ToyDesk, underlying: string) =>
  toFloat(one.state.accounts['cross']?.quantities[underlying] ?? units(0));

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
