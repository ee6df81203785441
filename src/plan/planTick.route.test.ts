import { describe, expect, test } from 'vitest';
import { milliseconds, toFloat, tokenAmount, unixMillis, type Wad } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import type { Plan, PlanInput } from './plan.js';
import { planTick } from './planTick.js';
import { prepareOrders } from './prepareOrders.js';
import { historyKey } from './ruleHistory.js';
import {
  always,
  deltaOver,
  hedgeRule,
  holding,
  toyBook,
  toySnapshot,
  toyStrategy,
  unlimited,
} from './testing/toyBook.js';
import { type ToyState, toyPerp, toyReading, toyState } from './testing/toyPerp.js';

/** A book over several toy venues, each with a market of ETH at 2 000. */
function bookOf(states: readonly ToyState[], rule = hedgeRule(), change: Partial<PlanInput> = {}): PlanInput {
  return {
    ...toyBook([rule]),
    snapshot: toySnapshot(states.map(toyReading)),
    venues: new Map<string, Venue>(states.map(({ venue }) => [venue, toyPerp(venue)])),
    ...change,
  };
}

const rich = (venue: string, impactPerUnit: number, ether = 0, change: Partial<ToyState> = {}) =>
  toyState({
    ...{ venue, impactPerUnit, walletBalance: tokenAmount(10n ** 12n) },
    accounts: { cross: holding(ether, 1_000_000) },
    ...change,
  });

const on = ['one ETH', 'two ETH'];
const traded = ({ decisions }: Plan): Record<string, number> =>
  Object.fromEntries(
    decisions.flatMap(({ action }) => {
      const terms = action?.terms;
      return terms?.kind === 'trade'
        ? [[terms.instrument, toFloat(terms.quantity as Wad) * (terms.side === 'Buy' ? 1 : -1)]]
        : [];
    }),
  );

describe('a hedge that may go several ways', () => {
  const wide = hedgeRule({ on, maxSlippage: 1_000 as never, minimum: 0.001 });
  // Long 12 on the first: what sells there shrinks it.
  const states = [rich('one', 2, 12), rich('two', 4)];

  test('default: is split where the next unit costs the same, and says what each alternative would have cost', () => {
    const plan = planTick(bookOf(states, wide));
    const sizes = traded(plan);
    // Marginal impact grows with the size: half the impact takes twice as much.
    expect(sizes['one ETH']).toBeCloseTo(-8, 1);
    expect(sizes['two ETH']).toBeCloseTo(-4, 1);
    expect(plan.decisions.map(({ verdict, orderClass }) => `${verdict} ${orderClass}`)).toEqual([
      'act delta',
      'act delta',
    ]);
    const [first] = plan.decisions;
    expect(first?.alternatives?.map(({ describe }) => describe)).toEqual(['all on one ETH', 'all on two ETH']);
    expect(first?.alternatives?.every(({ not }) => not.startsWith('dearer by'))).toBe(true);
    expect(first?.size.join(' ')).toContain('in 2 parts');
  });

  test('behavior: its parts stay whole when they are prepared', () => {
    const input = bookOf(states, wide);
    const { prepared } = prepareOrders({ ...input, plan: planTick(input) });
    expect(prepared.map(({ decision }) => decision.verdict)).toEqual(['act', 'act']);
  });

  test('behavior: a closed market is left out, with its reason', () => {
    const plan = planTick(bookOf([rich('one', 2, 12, { closed: 'paused' }), rich('two', 4)], wide));
    expect(Object.keys(traded(plan))).toEqual(['two ETH']);
    expect(plan.decisions[0]?.alternatives).toContainEqual(
      expect.objectContaining({ cost: null, not: expect.stringContaining('paused') }),
    );
  });

  test('behavior: a place whose price a check would refuse is not chosen', () => {
    const off = { ETH: ((2_000n * 10n ** 18n * 110n) / 100n) as Wad };
    const plan = planTick(bookOf([rich('one', 0, 12, { marks: off }), rich('two', 4)], wide));
    expect(
      plan.decisions.filter(({ verdict }) => verdict === 'act').map(({ action }) => action?.terms.venue),
    ).not.toContain('one');
  });

  test('behavior: with no way open nothing is done, and each way says why', () => {
    const closed = states.map((state) => ({ ...state, closed: 'paused' }));
    const { decisions } = planTick(bookOf(closed, wide));
    expect(decisions).toMatchObject([
      { verdict: 'refused', not: [expect.stringContaining('one ETH'), expect.stringContaining('two ETH')] },
    ]);
  });
});

describe('a band', () => {
  const long = (ether: number) => [rich('one', 0, ether)];
  const banded = (change = {}) =>
    hedgeRule({
      on: ['one ETH'],
      when: always,
      band: { kind: 'fixed', width: 2 },
      aim: 'edge',
      hysteresis: 0.25,
      ...change,
    });

  test('default: inside it nothing is wanted, and outside it the delta is brought to its edge', () => {
    expect(planTick(bookOf(long(2.4), banded())).decisions).toEqual([]);
    expect(traded(planTick(bookOf(long(2.6), banded())))['one ETH']).toBeCloseTo(-0.6, 6);
    expect(traded(planTick(bookOf(long(2.6), banded({ aim: 'centre' }))))['one ETH']).toBeCloseTo(-2.6, 6);
  });

  test('invariant: what was brought to the edge does not want to act again', () => {
    const input = bookOf(long(5), banded());
    const plan = planTick(input);
    const after = long(5 + (traded(plan)['one ETH'] ?? 0));
    expect(planTick(bookOf(after, banded())).decisions).toEqual([]);
  });

  test('behavior: with a condition, both must say so', () => {
    expect(planTick(bookOf(long(5), banded({ when: deltaOver(6) }))).decisions).toEqual([]);
    expect(traded(planTick(bookOf(long(7), banded({ when: deltaOver(6) }))))['one ETH']).toBeCloseTo(-5, 6);
  });

  test('behavior: one by costs leaves out gas that is not known, and says so', () => {
    // The toy venue does not tell what gas it takes; without a gamma the band is nothing.
    const band = { kind: 'whalley-wilmott', riskAversion: 1e-6 } as const;
    const [decision] = planTick(bookOf(long(3), banded({ band }))).decisions;
    expect(decision?.verdict).toBe('act');
    expect(decision?.because.join(' ')).toContain('what gas costs is not known');
  });

  test('behavior: one that is not known holds, unless a condition says when to act', () => {
    const band = { kind: 'zakamouline', riskAversion: 1e-6 } as const;
    const closed = [rich('one', 0, 3, { closed: 'paused' })];
    expect(planTick(bookOf(closed, banded({ band }))).decisions).toMatchObject([
      { verdict: 'hold', not: [expect.stringContaining('cost of trading')] },
    ]);
    expect(planTick(bookOf(closed, banded({ band, when: deltaOver(1) }))).decisions).toMatchObject([
      { verdict: 'refused', not: [expect.stringContaining('paused')] },
    ]);
  });

  test('behavior: an empty book has nothing to say', () => {
    const band = { kind: 'zakamouline', riskAversion: 1e-6 } as const;
    expect(planTick(bookOf(long(0), banded({ band }))).decisions).toEqual([]);
  });

  test('behavior: `every` waits for its time', () => {
    const rule = banded({ band: { kind: 'every', interval: milliseconds(3_600_000) }, aim: 'centre', hysteresis: 0 });
    const since = (seconds: number) => {
      const input = bookOf(long(3), rule);
      const lastAt = unixMillis(input.now - seconds * 1_000);
      const history = new Map([[historyKey(rule.name, { underlying: 'ETH' }), { lastAt, failures: 0 }]]);
      return planTick({ ...input, history }).decisions;
    };
    expect(since(3_500)).toEqual([]);
    expect(since(3_700)).toHaveLength(1);
  });
});

test('behavior: the costs of what is sent are told, for the size that is sent', () => {
  const strategy = toyStrategy([hedgeRule({ on: ['one ETH'] })], { limits: { ...unlimited, order: 4_000 } });
  const [decision] = planTick({ ...bookOf([rich('one', 1, 12)]), strategy }).decisions;
  // Cut to 2 of 12: impact is 2 units × 1 bp × 2 units × 2 000.
  expect(decision?.action).toMatchObject({ notional: 4_000, cost: { impact: expect.closeTo(0.8, 6) } });
});
