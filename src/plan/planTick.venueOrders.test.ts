import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Order } from '../model/order.js';
import { tokenAmount, unixSeconds } from '../model/units.js';
import type { VenueOrder } from '../model/venueOrder.js';
import type { PlanInput } from './plan.js';
import { planTick } from './planTick.js';
import { prepareOrders } from './prepareOrders.js';
import {
  deleverageRule,
  healthBelow,
  hedgeRule,
  holding,
  stopOf,
  topUpRule,
  toyBook,
  toyOrder,
  toyStrategy,
  toyVenueOrder,
  tradeOf,
  units,
} from './testing/toyBook.js';
import { toyState } from './testing/toyPerp.js';

/** 3 ETH long, plenty of margin. */
const long3 = (orders: readonly VenueOrder[] | null, change = {}) =>
  toyState({ accounts: { cross: holding(3, 3_000) }, orders, ...change });
/** 10 ETH short at so much health. */
const short10 = (health: number, orders: readonly VenueOrder[], change = {}) =>
  toyState({ accounts: { cross: holding(-10, 1_250 * health) }, orders, ...change });

const deltaOf = (input: PlanInput) => planTick(input).projected.underlyings[0]?.delta;
const addUsdc = (dollars: number) =>
  ({
    kind: 'addCollateral',
    venue: 'toy',
    marginAccount: 'toy cross',
    token: 'USDC',
    decimals: 6,
    amount: tokenAmount(BigInt(dollars) * 1_000_000n),
  }) as const;

describe('what is in flight', () => {
  test('default: an order that the venue holds counts once, as the venue tells it', () => {
    const openOrders = [toyOrder(tradeOf(-2), { venueOrders: ['venue-1'] })];
    expect(deltaOf(toyBook([], long3([toyVenueOrder(tradeOf(-1.9))]), { openOrders }))).toBeCloseTo(1.1, 12);
  });

  test('behavior: one that no venue holds yet counts by its own terms', () => {
    expect(deltaOf(toyBook([], long3([]), { openOrders: [toyOrder(tradeOf(-2))] }))).toBe(1);
    expect(deltaOf(toyBook([], long3([]), { openOrders: [toyOrder(tradeOf(-2), { venueOrders: [] })] }))).toBe(1);
  });

  test('behavior: one that the venue shows no more has had its effect, or none', () => {
    const openOrders = [toyOrder(tradeOf(-2), { venueOrders: ['venue-9'] })];
    expect(deltaOf(toyBook([], long3([]), { openOrders }))).toBe(3);
  });

  describe('behavior: one that is mined, and of which the ledger has not heard', () => {
    const now = { since: unixSeconds(1_699_999_999) };
    test('counts once, and is not taken for one by hand', () => {
      const openOrders = [toyOrder(tradeOf(-2))];
      const input = toyBook([hedgeRule()], long3([toyVenueOrder(tradeOf(-1.99), now)]), { openOrders });
      expect(deltaOf(input)).toBeCloseTo(1.01, 12);
      expect(planTick(input).decisions[0]?.not).toEqual(['order order-1 is in flight']);
    });

    test('counts once in all its parts', () => {
      const parts = [toyVenueOrder(tradeOf(-3), now), toyVenueOrder(tradeOf(-2), { ...now, id: 'venue-2' })];
      expect(deltaOf(toyBook([], long3(parts), { openOrders: [toyOrder(tradeOf(-5))] }))).toBe(-2);
    });

    test('does not make survival rely on twice as much', () => {
      const state = short10(0.8, [toyVenueOrder(addUsdc(200), { ...now, position: 'toy cross/ETH' })]);
      const openOrders = [toyOrder(addUsdc(200), { rule: 'topUp toy *', orderClass: 'survive' })];
      const [decision] = planTick(toyBook([topUpRule()], state, { openOrders })).decisions;
      expect(decision).toMatchObject({ verdict: 'act', orderClass: 'survive' });
      // 1 000 and 200 on the way, of 1 250 × 1.8.
      expect(decision?.action?.terms).toMatchObject({ amount: 1_050_000_000n });
    });

    test.each([
      ['another side', tradeOf(2)],
      ['another size', tradeOf(-1)],
      ['another kind', addUsdc(200)],
    ])('but %s is one by hand', (_, terms) => {
      const openOrders = [toyOrder(tradeOf(-2), { rule: 'another' })];
      const counted = deltaOf(toyBook([], long3([toyVenueOrder(terms, now)]), { openOrders }));
      const alone = deltaOf(toyBook([], long3([toyVenueOrder(terms, now)]))) ?? Number.NaN;
      expect(counted).toBeCloseTo(alone - 2, 12);
    });

    test('and so is one that waited long before', () => {
      const early = toyVenueOrder(tradeOf(-2), { since: unixSeconds(1_699_999_990) });
      expect(deltaOf(toyBook([], long3([early]), { openOrders: [toyOrder(tradeOf(-2))] }))).toBe(-1);
    });
  });

  test('behavior: an order by hand counts as ours do; one that rests, or is suspended, does not', () => {
    expect(deltaOf(toyBook([], long3([toyVenueOrder(tradeOf(-1))])))).toBe(2);
    expect(deltaOf(toyBook([], long3([toyVenueOrder(stopOf(3, 1_800))])))).toBe(3);
    expect(deltaOf(toyBook([], long3([toyVenueOrder(tradeOf(-1), { status: 'Suspended' })])))).toBe(3);
  });

  test('behavior: what an order holds has left the wallet already, and is not lost', () => {
    const held = { token: toyState().token, amount: tokenAmount(400_000_000n) };
    const waiting = toyVenueOrder(addUsdc(400), { held });
    const state = long3([waiting], { walletBalance: tokenAmount(600_000_000n) });
    const { risk, projected } = planTick(toyBook([], state));
    expect(risk.portfolio.equity).toBe(3_400);
    expect(projected.portfolio.equity).toBe(3_400);
    // Were it taken again, the wallet would have 200 left of its 600.
    const sick = short10(1.2, [waiting], { walletBalance: tokenAmount(600_000_000n) });
    const openOrders = [toyOrder(addUsdc(400), { rule: 'another', venueOrders: ['venue-1'] })];
    const [decision] = planTick(toyBook([topUpRule({ when: healthBelow(2) })], sick, { openOrders })).decisions;
    expect(decision?.size[0]).toContain('the wallet holds 600 USDC');
  });

  test('behavior: resting, cancelling and claiming change nothing that is held', () => {
    const openOrders = [
      toyOrder(stopOf(3, 1_800)),
      toyOrder({ kind: 'cancel', venue: 'toy', order: 'venue-7' }),
      toyOrder({ kind: 'claim', venue: 'toy', amounts: [] }),
    ];
    const input = toyBook([], long3([]), { openOrders });
    expect(planTick(input).projected).toEqual(planTick(input).risk);
  });

  test('behavior: an order that nobody can read leaves its venue unseen', () => {
    const unreadable = toyVenueOrder(null, { describe: 'a swap through three pools' });
    const [decision] = planTick(toyBook([hedgeRule()], long3([unreadable]))).decisions;
    expect(decision?.verdict).toBe('refused');
    expect(decision?.not[0]).toBe(
      'UNREAD_VENUE: what toy holds is not known: what order venue-1 by hand will do cannot be told: a swap through three pools',
    );
    expect(planTick(toyBook([hedgeRule()], long3([{ ...unreadable, ordType: 'Limit' }]))).decisions[0]?.verdict).toBe(
      'act',
    );
  });
});

describe('waiting', () => {
  test('default: a rule waits for its own order at the venue', () => {
    const openOrders = [toyOrder(tradeOf(-1), { venueOrders: ['venue-1'] })];
    const [decision] = planTick(toyBook([hedgeRule()], long3([toyVenueOrder(tradeOf(-1))]), { openOrders })).decisions;
    expect(decision).toMatchObject({ verdict: 'hold', not: ['order order-1 is in flight'] });
  });

  test('behavior: a stop that stands in its place holds nothing up', () => {
    const openOrders = [toyOrder(stopOf(3, 1_800), { rule: 'protect toy *', venueOrders: ['venue-1'] })];
    const [decision] = planTick(
      toyBook([hedgeRule()], long3([toyVenueOrder(stopOf(3, 1_800))]), { openOrders }),
    ).decisions;
    expect(decision?.verdict).toBe('act');
  });

  test('behavior: an order by hand on the same position holds a rule, and tells the operator', () => {
    const byHand = toyVenueOrder(tradeOf(-1), { id: `0x${'ab'.repeat(32)}`, overdue: true });
    const [decision] = planTick(toyBook([hedgeRule()], long3([byHand]))).decisions;
    expect(decision).toMatchObject({
      verdict: 'hold',
      not: ['an order by hand waits on toy: sell 1 toy ETH (0xabababab…); it is overdue: take it back, or wait for it'],
    });
  });

  test('behavior: but not survival, nor a rule about something else', () => {
    const byHand = toyVenueOrder(tradeOf(1, { position: 'toy other/ETH' }), { overdue: true });
    const accounts = { cross: holding(-10, 1_250 * 1.2), other: holding(-1, 1_000) };
    const [sick] = planTick(
      toyBook([deleverageRule({ when: topUpRule().when })], toyState({ accounts, orders: [byHand] })),
    ).decisions;
    expect(sick).toMatchObject({ verdict: 'act', subject: { marginAccount: 'toy cross' } });
    const mine = toyVenueOrder(tradeOf(0.1), { overdue: true });
    const [dying] = planTick(toyBook([deleverageRule()], short10(1.01, [mine]))).decisions;
    expect(dying).toMatchObject({ verdict: 'act', orderClass: 'survive' });
  });

  test('behavior: what the venue has suspended is told, and not counted', () => {
    const frozen = toyVenueOrder(tradeOf(-1), { status: 'Suspended' });
    const [decision] = planTick(toyBook([hedgeRule()], long3([frozen]))).decisions;
    expect(decision?.verdict).toBe('act');
    expect(decision?.action?.terms).toMatchObject({ quantity: units(3) });
    expect(decision?.size).toContain('not counted: sell 1 toy ETH (venue-1), suspended by toy');
  });
});

describe('laws', () => {
  const quantity = fc.integer({ min: 1, max: 900 }).map((hundredths) => hundredths / 100);

  test('invariant: survival does not rely on an order that is overdue, or that nobody vouches for', () => {
    fc.assert(
      fc.property(
        quantity,
        fc.double({ min: 1.001, max: 1.04, noNaN: true }),
        fc.constantFrom('overdue', 'unknown', 'taken back'),
        (bought, health, why) => {
          const plan = (orders: readonly VenueOrder[], openOrders: readonly Order[]) =>
            planTick(toyBook([deleverageRule()], short10(health, orders), { openOrders }));
          const waiting = toyVenueOrder(tradeOf(bought), { overdue: why === 'overdue' });
          const owner = toyOrder(tradeOf(bought), {
            rule: 'another',
            venueOrders: ['venue-1'],
            status: why === 'unknown' ? 'Unknown' : 'New',
          });
          const cancel = toyOrder({ kind: 'cancel', venue: 'toy', order: 'venue-1' }, { id: 'cancel', rule: 'expire' });
          const openOrders = why === 'taken back' ? [owner, cancel] : [owner];
          const [alone] = plan([], []).decisions;
          const [decision] = plan([waiting], openOrders).decisions.filter(({ kind }) => kind !== 'expire');
          expect(decision?.orderClass).toBe('survive');
          expect(decision?.action).toEqual(alone?.action);
        },
      ),
    );
  });

  test('invariant: a venue order and its order in the ledger are never both counted', () => {
    const some = fc.array(
      fc.record({
        quantity,
        /** In the ledger alone, at the venue too, carried out or gone, or by hand. */
        where: fc.constantFrom('ledger', 'both', 'gone', 'hand'),
        status: fc.constantFrom('New', 'Unknown', 'PartiallyFilled'),
        overdue: fc.boolean(),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(some, (orders) => {
        const terms = (q: number) => tradeOf(-q);
        const openOrders = orders.flatMap(({ quantity: q, where, status }, i) =>
          where === 'hand'
            ? []
            : [
                toyOrder(terms(q), {
                  id: `order-${i}`,
                  status,
                  ...(where === 'ledger' ? {} : { venueOrders: [`venue-${i}`] }),
                }),
              ],
        );
        const atVenue = orders.flatMap(({ quantity: q, where, overdue }, i) =>
          where === 'both' || where === 'hand' ? [toyVenueOrder(terms(q), { id: `venue-${i}`, overdue })] : [],
        );
        const input = toyBook([], long3(atVenue), { openOrders });
        const counted = orders.filter(({ where }) => where !== 'gone').reduce((sum, { quantity: q }) => sum + q, 0);
        expect(deltaOf(input)).toBeCloseTo(3 - counted, 9);
      }),
    );
  });

  test('invariant: what was planned on orders at the venue is prepared on them as well', () => {
    fc.assert(
      fc.property(quantity, fc.boolean(), (sold, overdue) => {
        const byHand = toyVenueOrder(tradeOf(-sold, { instrument: 'toy ETH' }), { overdue, instrument: 'elsewhere' });
        const input = { ...toyBook([], long3([byHand])), strategy: toyStrategy([hedgeRule()]) };
        const plan = planTick(input);
        const { prepared } = prepareOrders({ ...input, plan });
        expect(prepared.map(({ decision }) => decision)).toEqual(plan.decisions);
      }),
    );
  });
});
