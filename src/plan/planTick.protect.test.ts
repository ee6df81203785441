import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RestingTerms } from '../model/order.js';
import { bps, toFloat, unixMillis } from '../model/units.js';
import type { DecisionDraft } from './plan.js';
import { planTick } from './planTick.js';
import { historyKey } from './ruleHistory.js';
import { stopPriceOf } from './stopPrice.js';
import {
  toyBook as book,
  deleverageRule,
  holding,
  protectRule,
  stopOf,
  topUpRule,
  toyOrder,
  toyVenueOrder,
  tradeOf,
} from './testing/toyBook.js';
import { toyPerp, toyReading, toyState } from './testing/toyPerp.js';

type Orders = ReturnType<typeof toyVenueOrder>[];
/** 3 ETH long with 1 500 USD: liquidated at 6.25 % of the notional. */
const long3 = (orders: Orders = [], change = {}) =>
  toyState({ accounts: { cross: holding(3, 1_500) }, orders, ...change });
/** 1 500 = 3 × (2 000 − p) + 1.1 × 0.0625 × 3 p, rounded up to a hundredth of a cent. */
const where = Math.ceil((4_500 / (3 * (1 - 1.1 * 0.0625))) * 1_000) / 1_000;

const placed = (id = 'venue-1', terms = stopOf(3, where)) =>
  toyOrder(terms, { id: `order-of-${id}`, rule: 'protect toy *', venueOrders: [id], orderClass: 'margin' });
const standing = (trigger: number, change: Parameters<typeof toyVenueOrder>[1] = {}, quantity = 3) =>
  toyVenueOrder(stopOf(quantity, trigger), { cancelable: true, ...change });
const only = (decisions: readonly DecisionDraft[]): DecisionDraft => {
  expect(decisions).toHaveLength(1);
  return decisions[0] as DecisionDraft;
};
const rest = ({ action }: DecisionDraft): RestingTerms => action?.terms as RestingTerms;

test('default: a position without a stop gets one, for all of it, where its health would be the one asked for', () => {
  const decision = only(planTick(book([protectRule()], long3())).decisions);
  expect(decision).toMatchObject({
    verdict: 'act',
    kind: 'protect',
    orderClass: 'margin',
    because: ['always'],
    size: [`health 4; it would be 1.1 at 1610.74 USD: sell all 3 of toy cross/ETH there`],
  });
  const { triggerPrice, ...terms } = rest(decision);
  expect(toFloat(triggerPrice)).toBeCloseTo(where, 2);
  const { triggerPrice: _, ...expected } = stopOf(3, 0);
  expect(terms).toEqual(expected);
});

test('behavior: a short one is protected above', () => {
  const state = toyState({ accounts: { cross: holding(-3, 1_500) }, orders: [] });
  const terms = rest(only(planTick(book([protectRule({ maxSlippage: bps(500) })], state)).decisions));
  expect(terms).toMatchObject({ side: 'Buy', maxSlippage: 500 });
  expect(toFloat(terms.triggerPrice)).toBeCloseTo(7_500 / (3 * (1 + 1.1 * 0.0625)), 2);
});

describe('a stop of ours', () => {
  const openOrders = [placed()];
  const plan = (orders: Orders, change = {}) =>
    planTick(book([protectRule()], long3(orders), { openOrders, ...change }));

  test('default: where it belongs is left alone, and not worth a word', () => {
    expect(plan([standing(where)]).decisions).toEqual([]);
    expect(plan([standing(where * 1.004)]).decisions).toEqual([]);
  });

  test.each([
    [
      'its trigger has moved by more than is tolerated',
      standing(where * 1.007),
      'its trigger 1622.01 USD is 56.4 bps off; 50 bps are tolerated',
    ],
    ['it does not cover the position', standing(where, {}, 2.9), 'it does not cover the whole position'],
    ['the venue has suspended it', standing(where, { status: 'Suspended' }), 'the venue has suspended it'],
  ])('behavior: is replaced when %s', (_, stop, why) => {
    const decision = only(plan([stop]).decisions);
    expect(rest(decision)).toMatchObject({ kind: 'rest', replaces: 'venue-1' });
    expect(decision.size[1]).toBe(`in the place of venue-1: ${why}`);
  });

  test('behavior: is taken back when there is a better one', () => {
    const decision = only(
      plan([standing(where * 1.002), standing(where, { id: 'venue-2' })], {
        openOrders: [...openOrders, placed('venue-2')],
      }).decisions,
    );
    expect(decision.action?.terms).toEqual({ kind: 'cancel', venue: 'toy', order: 'venue-1' });
  });

  test('behavior: stays while prices are doubtful, but one that is missing, dead or too small is made', () => {
    const doubtful = (orders: Orders) =>
      planTick(book([protectRule()], long3(orders, { reduceOnly: 'the sources disagree' }), { openOrders }));
    expect(only(doubtful([standing(where * 1.02)]).decisions)).toMatchObject({
      verdict: 'hold',
      not: ['the stop of toy cross/ETH stays where it is: the sources disagree'],
    });
    const made = [[], [standing(where, {}, 2.9)], [standing(where, { status: 'Suspended' })]];
    for (const orders of made) expect(only(doubtful(orders).decisions).verdict).toBe('act');
  });

  test('behavior: waits while the position is changing, but one that is missing is placed at once', () => {
    const coming = toyVenueOrder(tradeOf(1), { id: 'venue-3' });
    const late = standing(where * 1.02);
    const decision = only(
      plan([late, coming], {
        openOrders: [...openOrders, toyOrder(tradeOf(1), { rule: 'another', venueOrders: ['venue-3'] })],
      }).decisions,
    );
    expect(decision).toMatchObject({
      verdict: 'hold',
      not: ['the stop of toy cross/ETH waits: order order-1 is in flight'],
    });
    const openOrder = toyOrder(tradeOf(1), { rule: 'another', venueOrders: ['venue-3'] });
    expect(only(planTick(book([protectRule()], long3([coming]), { openOrders: [openOrder] })).decisions).verdict).toBe(
      'act',
    );
  });

  test('behavior: is placed once, and cools down', () => {
    const onItsWay = { ...placed(), venueOrders: [] };
    expect(only(planTick(book([protectRule()], long3(), { openOrders: [onItsWay] })).decisions)).toMatchObject({
      verdict: 'hold',
      not: ['order order-of-venu is in flight'],
    });
    const now = unixMillis(1_700_000_000_000);
    const history = new Map([
      [historyKey('protect toy *', { marginAccount: 'toy cross' }), { lastAt: unixMillis(now - 1_000), failures: 0 }],
    ]);
    const rule = protectRule({ cooldown: 300_000 as never });
    expect(only(planTick(book([rule], long3(), { history, now })).decisions).not).toEqual([
      'cooling down: 299 s left of 300 s',
    ]);
  });
});

test('behavior: a stop far from the mark is not moved for cents', () => {
  // 5 990 USD against 6 000: it belongs at 3.58 USD, and 5 USD less of equity put it at 5.37.
  const at = (equity: number, trigger: number) =>
    toyState({ accounts: { cross: holding(3, equity) }, orders: [standing(trigger)] });
  const plan = (state: ReturnType<typeof at>) =>
    planTick(book([protectRule()], state, { openOrders: [placed()] })).decisions;
  expect(plan(at(5_985, 3.58))).toEqual([]);
  expect(only(plan(at(5_900, 3.58))).verdict).toBe('act');
});

describe('a stop of ours that is needed no more, or does nothing', () => {
  const openOrders = [placed()];

  test('behavior: is taken back once no price brings the account there', () => {
    const state = toyState({ accounts: { cross: holding(3, 9_000) }, orders: [standing(1_600)] });
    const decision = only(planTick(book([protectRule()], state, { openOrders })).decisions);
    expect(decision).toMatchObject({ verdict: 'act', action: { terms: { kind: 'cancel', order: 'venue-1' } } });
    expect(decision.size).toEqual([
      'no price of its own brings toy cross/ETH to a health of 1.1: take back sell 3 toy ETH (venue-1)',
    ]);
    expect(planTick(book([protectRule()], state)).decisions).toEqual([]);
  });

  test('behavior: but not while the venue cannot tell what happens there', () => {
    const venue = toyPerp('toy');
    const { marginAt } = venue;
    const state = toyState({ accounts: { cross: holding(3, 9_000) }, orders: [standing(1_600)] });
    const blind: typeof venue = {
      ...venue,
      marginAt: (reading, account, underlying, price) =>
        price < 1_500 ? { equity: Number.NaN, maintenance: Number.NaN } : marginAt(reading, account, underlying, price),
    };
    const input = book([protectRule()], state, { openOrders, venues: new Map([['toy', blind]]) });
    expect(only(planTick(input).decisions)).toMatchObject({
      verdict: 'refused',
      not: ['toy does not say where toy cross gets to 1.1'],
    });
  });

  test('behavior: past its trigger a suspended one is told, and one that stands is left to its work', () => {
    const past = (change: object) =>
      toyState({ accounts: { cross: holding(3, 400) }, orders: [standing(2_010, change)] });
    const plan = (change: object) => planTick(book([protectRule()], past(change), { openOrders })).decisions;
    expect(plan({})).toEqual([]);
    expect(only(plan({ status: 'Suspended' })).not).toEqual([
      'health 1.0667 is not above 1.1: a stop would close toy cross/ETH at once; venue-1 is suspended by toy',
    ]);
  });
});

describe("an operator's own order", () => {
  test('default: a stop that covers the position as early is protection enough', () => {
    expect(planTick(book([protectRule()], long3([standing(1_800)]))).decisions).toEqual([]);
  });

  test('behavior: one that comes later, covers less or is suspended is not; nor is a take-profit; none is touched', () => {
    const takeProfit = toyVenueOrder(stopOf(3, 2_500, { ordType: 'Limit' }));
    for (const own of [standing(1_500), standing(1_800, {}, 2), standing(1_800, { status: 'Suspended' }), takeProfit]) {
      const { replaces } = rest(only(planTick(book([protectRule()], long3([own]))).decisions));
      expect(replaces).toBeNull();
    }
  });
});

test('behavior: already past its trigger nothing is placed, and it is said', () => {
  const state = toyState({ accounts: { cross: holding(3, 400) }, orders: [] });
  expect(only(planTick(book([protectRule()], state)).decisions)).toMatchObject({
    verdict: 'hold',
    not: ['health 1.0667 is not above 1.1: a stop would close toy cross/ETH at once'],
  });
});

test('behavior: a venue at which no order can rest refuses', () => {
  expect(only(planTick(book([protectRule()], long3([], { orders: null }))).decisions)).toMatchObject({
    verdict: 'refused',
    not: ['no order can rest at toy: it cannot protect toy cross'],
  });
});

test('behavior: an account with nothing to protect is left alone', () => {
  expect(planTick(book([protectRule()], toyState({ orders: [] }))).decisions).toEqual([]);
  const safe = toyState({ accounts: { cross: holding(1, 5_000) }, orders: [] });
  expect(planTick(book([protectRule()], safe)).decisions).toEqual([]);
});

test('behavior: rescues come first, and their limits are not used up by stops', () => {
  const accounts = { a: holding(-10, 1_250 * 1.02), b: holding(3, 1_500) };
  const decisions = planTick(
    book([protectRule(), topUpRule(), deleverageRule()], toyState({ accounts, orders: [] })),
  ).decisions.filter(({ verdict }) => verdict === 'act');
  expect(decisions.map(({ kind, orderClass }) => `${kind} ${orderClass}`)).toEqual(['topUp survive', 'protect margin']);
});

test('invariant: the trigger is on the losing side, before liquidation, and no health there is below the one asked for', () => {
  const numbers = fc.record({
    quantity: fc
      .integer({ min: -2_000, max: 2_000 })
      .filter((q) => q !== 0)
      .map((q) => q / 100),
    health: fc.double({ min: 1.05, max: 50, noNaN: true }),
    at: fc.double({ min: 1.0001, max: 3, noNaN: true }),
    price: fc.double({ min: 0.01, max: 100_000, noNaN: true }),
  });
  fc.assert(
    fc.property(numbers, ({ quantity, health, at, price }) => {
      const marks = { ETH: (BigInt(Math.round(price * 1e6)) * 10n ** 12n) as never };
      const mark = Math.round(price * 1e6) / 1e6;
      const accounts = { cross: holding(quantity, Math.abs(quantity) * mark * 0.0625 * health, mark) };
      const reading = toyReading(toyState({ marks, accounts, orders: [] }));
      const [account] = reading.marginAccounts;
      const [position] = reading.positions;
      if (!account || !position) throw new Error('unreachable');
      const venue = toyPerp('toy');
      const stop = stopPriceOf(venue, reading, account, position, at);
      if (stop.kind !== 'price') {
        if (stop.kind === 'past') expect(account.health).toBeLessThan(at * (1 + 1e-4));
        return;
      }
      const trigger = toFloat(stop.price);
      if (quantity > 0) expect(trigger).toBeLessThan(mark);
      else expect(trigger).toBeGreaterThan(mark);
      const there = venue.marginAt(reading, account, 'ETH', trigger);
      expect(there.equity / there.maintenance).toBeGreaterThanOrEqual(at * (1 - 1e-6));
      expect(there.equity).toBeGreaterThan(there.maintenance);
    }),
    { numRuns: 500 },
  );
});
