import '../../../test/properties.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VenueReading } from '../../model/snapshot.js';
import { bps, toFloat, wei } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import { hedgeRule, holding, toySnapshot } from '../testing/toyBook.js';
import { type ToyState, toyPerp, toyReading, toyState } from '../testing/toyPerp.js';
import { type HedgeRouteInput, type HedgeRouting, routeHedge } from './routeHedge.js';
import { type ToyLender, toyLender, toyLenderReading, toyLenderState } from './testing/toyLender.js';
import { type ToyPool, toyPool, toyPoolReading, toyPoolState } from './testing/toyPool.js';

const unlimited = { health: Number.POSITIVE_INFINITY, order: Number.POSITIVE_INFINITY, slippage: 1_000 };

interface Places {
  /** By venue. */
  perps?: Record<string, Partial<ToyState>>;
  pool?: Partial<ToyPool>;
  lender?: Partial<ToyLender>;
  gas?: bigint;
}

function route(places: Places, missing: number, change: Partial<HedgeRouteInput> = {}): HedgeRouting {
  const readings: VenueReading[] = [];
  const venues = new Map<string, Venue>();
  const on: string[] = [];
  for (const [venue, state] of Object.entries(places.perps ?? {})) {
    readings.push(toyReading(toyState({ venue, ...state })));
    venues.set(venue, toyPerp(venue));
    on.push(`${venue} ETH`);
  }
  if (places.pool) {
    readings.push(toyPoolReading(toyPoolState(places.pool)));
    venues.set('pool', toyPool('pool', places.gas));
    on.push('pool WETH/USDC');
  }
  if (places.lender) {
    readings.push(toyLenderReading(toyLenderState(places.lender)));
    venues.set('lender', toyLender(places.gas));
    on.push('lender WETH');
  }
  const rule = hedgeRule({ on, maxSlippage: bps(500), ...change.rule });
  const { rule: _, ...more } = change;
  return routeHedge({ snapshot: toySnapshot(readings), venues, missing, limits: unlimited, ...more, rule });
}

const partsOf = ({ legs }: HedgeRouting) => legs.map(({ on, delta }) => [on.join(), Number(delta.toFixed(4))]);
const rule = (change: Parameters<typeof hedgeRule>[0]) => hedgeRule({ maxSlippage: bps(500), ...change });
const impact = (impactPerUnit: number): Partial<ToyState> => ({
  impactPerUnit,
  accounts: { cross: holding(0, 1e6) },
});

describe('perpetuals', () => {
  test('default: parted so that the last unit costs the same in each place', () => {
    const routing = route({ perps: { deep: impact(1), shallow: impact(3) } }, -8);
    expect(partsOf(routing)).toEqual([
      ['deep ETH', expect.closeTo(-6, 2)],
      ['shallow ETH', expect.closeTo(-2, 2)],
    ]);
    expect(routing.reached).toBeCloseTo(-8, 9);
    const [deep] = routing.legs;
    expect(deep?.terms).toMatchObject([{ kind: 'trade', venue: 'deep', side: 'Sell', leverage: 3 }]);
    expect(deep?.describe).toMatch(/^sell (6|5\.99|6\.00)\d* ETH on deep ETH$/);
    // 2 000 × 1 bps × 8² in one place; parted, 6² and 3 × 2².
    expect(routing.alternatives).toMatchObject([
      { describe: 'all on deep ETH', cost: { impact: 12.8 }, not: 'dearer by 3.2 usd' },
      { describe: 'all on shallow ETH', cost: { impact: 38.4 }, not: 'dearer by 28.8 usd' },
    ]);
  });

  test('behavior: gas that a toy cannot tell is left out for all, and said; the total stays unknown', () => {
    const routing = route({ perps: { deep: impact(1), shallow: impact(3) } }, -8);
    expect(routing.says).toContain('compared without gas, which not every way can tell');
    expect(routing.legs[0]?.cost.total).toBeNaN();
  });

  test('behavior: of equals, what shrinks a position', () => {
    const perps = { first: impact(0), second: { ...impact(0), accounts: { cross: holding(5, 1e5) } } };
    const routing = route({ perps }, -4);
    expect(partsOf(routing)).toEqual([['second ETH', -4]]);
    expect(routing.legs[0]).toMatchObject({ shrinks: true, terms: [{ reduceOnly: true }] });
    expect(routing.alternatives).toMatchObject([{ describe: 'all on first ETH', not: 'no cheaper' }]);
  });

  test('behavior: what a margin account cannot carry goes elsewhere, and is said', () => {
    const poor = { accounts: { cross: holding(0, 100) }, initialRequirement: 1_000 };
    const routing = route({ perps: { poor, rich: impact(2) } }, -3);
    expect(partsOf(routing)).toEqual([
      ['poor ETH', expect.closeTo(-0.5, 3)],
      ['rich ETH', expect.closeTo(-2.5, 3)],
    ]);
    expect(routing.alternatives[0]).toMatchObject({
      describe: 'all on poor ETH',
      cost: null,
      not: expect.stringMatching(/^takes 0\.5 ETH at most: not enough free collateral on poor to sell/),
    });
  });

  test('behavior: no account is left below the limit on health', () => {
    const routing = route({ perps: { thin: { accounts: { cross: holding(0, 500) } } } }, -6, {
      limits: { ...unlimited, health: 2 },
    });
    // 500 USD carry 250 USD of requirement, which is 6.25 % of 2 ETH.
    expect(routing.reached).toBeCloseTo(-2, 4);
    expect(routing.says[0]).toMatch(
      /^2 of 6 ETH can be traded: thin ETH takes 2 ETH at most: thin cross would be left at/,
    );
  });

  test('behavior: no order is larger than the limit, and no part slips further than the bound', () => {
    const routing = route({ perps: { deep: impact(1), shallow: impact(100) } }, 10, {
      limits: { ...unlimited, order: 14_000, slippage: 100 },
    });
    expect(partsOf(routing)).toEqual([
      ['deep ETH', 7],
      ['shallow ETH', expect.closeTo(1, 4)],
    ]);
    expect(routing.says.at(-1)).toContain('deep ETH takes 7 ETH at most: one order is for 14000 usd at most');
    expect(routing.says.at(-1)).toContain('shallow ETH takes 1 ETH at most: it would move the price by 700 bps');
  });

  test('behavior: a closed market is an alternative with its reason', () => {
    const routing = route({ perps: { shut: { closed: 'the oracle is stale' }, open: impact(1) } }, 1);
    expect(partsOf(routing)).toEqual([['open ETH', 1]]);
    expect(routing.alternatives).toEqual([{ describe: 'shut ETH', cost: null, not: 'the oracle is stale' }]);
  });

  test('behavior: a market that only reduces takes what it reduces, and the rest goes elsewhere', () => {
    const reduceOnly = 'two price sources are apart';
    const perps = { half: { reduceOnly, accounts: { cross: holding(2, 1e5) } }, open: impact(1) };
    const routing = route({ perps }, -3);
    expect(partsOf(routing)).toEqual([
      ['half ETH', -2],
      ['open ETH', -1],
    ]);
    const none = route({ perps: { half: { reduceOnly }, open: impact(1) } }, -3);
    expect(none.alternatives).toEqual([{ describe: 'half ETH', cost: null, not: reduceOnly }]);
  });

  test('behavior: where there is no way, every reason is told', () => {
    const routing = route({}, -3, { rule: rule({ on: ['gone ETH'] }) });
    expect(routing).toMatchObject({
      legs: [],
      reached: 0,
      alternatives: [{ describe: 'gone ETH', cost: null, not: 'gone was not read at this block' }],
    });
  });
});

describe('pools and loans', () => {
  test('default: the wallet sells what it holds, and a loan the rest, in one swap', () => {
    const routing = route({ pool: {}, lender: {}, gas: 100_000n }, -15);
    expect(routing.legs).toHaveLength(1);
    expect(routing.legs[0]?.terms).toMatchObject([
      { kind: 'borrow', venue: 'lender', marginAccount: 'lender account', token: 'WETH', amount: 5n * 10n ** 18n },
      { kind: 'trade', venue: 'pool', side: 'Sell', quantity: 15n * 10n ** 18n },
    ]);
    expect(routing.legs[0]?.cost.carry).toBeCloseTo((5 * 2_000 * 0.02) / 365, 2);
    expect(routing.legs[0]?.cost.gas).toBeCloseTo(2 * 100_000 * 1e-9 * 2_000, 9);
  });

  test('behavior: what was drawn and not sold is sold before more is drawn, but not the rest of the wallet', () => {
    const only = { rule: rule({ on: ['lender WETH'] }) };
    const drawn = [{ token: 'WETH', amount: (3n * 10n ** 18n) as never }];
    const kinds = (loose: typeof drawn, missing: number) =>
      route({ pool: {}, lender: {} }, missing, { ...only, loose }).legs.flatMap(({ terms }) => terms);
    expect(kinds([], -3)).toMatchObject([{ kind: 'borrow', amount: 3n * 10n ** 18n }, { kind: 'trade' }]);
    expect(kinds(drawn, -3)).toMatchObject([{ kind: 'trade', side: 'Sell', quantity: 3n * 10n ** 18n }]);
    expect(kinds(drawn, -5)).toMatchObject([
      { kind: 'borrow', amount: 2n * 10n ** 18n },
      { kind: 'trade', quantity: 5n * 10n ** 18n },
    ]);
  });

  test('behavior: what the wallet and the lender have is all that is sold', () => {
    const routing = route({ pool: {}, lender: { liquidity: 3 } }, -15);
    expect(routing.reached).toBeCloseTo(-13, 9);
    expect(routing.says.at(-1)).toContain('the wallet holds 10 WETH; lender WETH lends 3 WETH at most');
  });

  test('behavior: a loan keeps its account at the limit on health', () => {
    const routing = route({ pool: { wallet: { ether: 0, dollars: 0 } }, lender: {} }, -30, {
      limits: { ...unlimited, health: 2 },
    });
    // 80 000 USD of backing carry 40 000 USD of debt.
    expect(routing.reached).toBeCloseTo(-20, 4);
  });

  test('behavior: a frozen reserve leaves the wallet, and says so', () => {
    const routing = route({ pool: {}, lender: { closed: 'WETH is frozen' } }, -15);
    expect(routing.reached).toBeCloseTo(-10, 9);
    expect(routing.alternatives[0]?.not).toContain('lender WETH: WETH is frozen');
  });

  test('behavior: what is bought pays back what is owed where the interest is worth the gas', () => {
    const owing = { pool: {}, lender: { debt: 6, rate: 0.5 }, gas: 100_000n };
    expect(route(owing, 4).legs[0]?.terms).toMatchObject([
      { kind: 'trade', side: 'Buy' },
      { kind: 'repay', amount: 4n * 10n ** 18n },
    ]);
    expect(
      route(owing, 0.01, { rule: rule({ on: ['pool WETH/USDC', 'lender WETH'], minimum: 0 }) }).legs[0]?.terms,
    ).toMatchObject([{ kind: 'trade', side: 'Buy' }]);
  });

  test('behavior: without the pool in `on`, only what is owed is bought', () => {
    const routing = route({ pool: {}, lender: { debt: 2 } }, 4, { rule: rule({ on: ['lender WETH'] }) });
    expect(routing.reached).toBeCloseTo(2, 9);
    expect(routing.legs[0]?.terms).toMatchObject([{ kind: 'trade' }, { kind: 'repay' }]);
  });

  test('behavior: a purchase is bounded by the dollars in the wallet', () => {
    const routing = route({ pool: { wallet: { ether: 0, dollars: 4_000 } } }, 3);
    const [leg] = routing.legs;
    expect(leg?.delta).toBeGreaterThan(1.9);
    expect(leg?.delta).toBeLessThan(2);
    expect(routing.says.at(-1)).toContain('the wallet does not hold so many USDC');
  });

  test('behavior: pools and perpetuals share a hedge', () => {
    const routing = route({ perps: { perp: impact(20) }, pool: {} }, -9);
    expect(routing.legs).toHaveLength(2);
    const terms = routing.legs.flatMap((leg) => leg.terms);
    expect(terms.reduce((sum, one) => sum + (one.kind === 'trade' ? toFloat(one.quantity) : 0), 0)).toBeCloseTo(9, 12);
  });
});

describe('ways that share a wallet', () => {
  test('behavior: the second way takes what the first one leaves', () => {
    const pools = ['one', 'two'];
    const readings = pools.map((id) => toyPoolReading(toyPoolState({ wallet: { ether: 10, dollars: 0 } }), id));
    const venues = new Map(pools.map((id) => [id, toyPool(id)]));
    const routing = routeHedge({
      rule: rule({ on: pools.map((id) => `${id} WETH/USDC`) }),
      snapshot: toySnapshot(readings),
      venues,
      missing: -14,
      limits: unlimited,
    });
    expect(routing.reached).toBeCloseTo(-10, 4);
    expect(routing.says.at(-1)).toMatch(/^10 of 14 ETH can be traded/);
  });
});

describe('any book', () => {
  const perp = fc.record({
    impactPerUnit: fc.double({ min: 0, max: 40, noNaN: true }),
    held: fc.integer({ min: -4, max: 4 }),
  });
  const places = fc.record({
    perps: fc.array(perp, { minLength: 1, maxLength: 2 }),
    ether: fc.double({ min: 50, max: 5_000, noNaN: true }),
    debt: fc.constantFrom(0, 3),
    missing: fc.double({ min: 0.5, max: 8, noNaN: true }),
    sign: fc.constantFrom(-1, 1),
  });
  const bookOf = ({ perps, ether, debt, missing, sign }: typeof places extends fc.Arbitrary<infer T> ? T : never) => {
    const states = perps.map(({ impactPerUnit, held }, i): [string, Partial<ToyState>] => [
      `perp${i}`,
      { impactPerUnit, accounts: { cross: holding(held, 1e6) } },
    ]);
    return route(
      { perps: Object.fromEntries(states), pool: { ether, dollars: ether * 2_000 }, lender: { debt }, gas: 100_000n },
      sign * missing,
    );
  };
  const compared = ({
    fee,
    impact: lost,
    carry,
    keeper,
  }: {
    fee: number;
    impact: number;
    carry: number;
    keeper: number;
  }) => fee + lost + carry + keeper;

  test('invariant: all of it is traded, and no single way would have been cheaper', () => {
    fc.assert(
      fc.property(places, (place) => {
        const { legs, alternatives, reached } = bookOf(place);
        expect(reached).toBeCloseTo(place.sign * place.missing, 9);
        const cost = legs.reduce((sum, leg) => sum + compared(leg.cost), 0);
        for (const alone of alternatives) {
          if (alone.cost) expect(cost).toBeLessThanOrEqual(compared(alone.cost) + 1e-9);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('invariant: the same book, the same bits', () => {
    fc.assert(
      fc.property(places, (place) => {
        expect(bookOf(place)).toEqual(bookOf(place));
      }),
      { numRuns: 5 },
    );
  });
});

test('args: prices and a guard may be given', () => {
  const gas = { baseFee: wei(2_000_000_000n), tip: wei(0n), gasTokenUsd: 1_000 };
  const routing = route({ pool: {}, gas: 100_000n }, -1, { prices: gas });
  expect(routing.legs[0]?.cost.gas).toBeCloseTo(0.2, 12);
  const guarded = route({ perps: { guarded: impact(0), open: impact(5) } }, -1, {
    objection: (terms) => (terms.venue === 'guarded' ? 'the price has left its oracle' : null),
  });
  expect(partsOf(guarded)).toEqual([['open ETH', -1]]);
  expect(guarded.alternatives).toMatchObject([{ not: 'takes nothing: the price has left its oracle' }]);
});
