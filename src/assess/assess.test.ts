import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Greeks, greekNames } from '../model/riskReport.js';
import type { VenueReading } from '../model/snapshot.js';
import { WAD, wad } from '../model/units.js';
import { holding, toySnapshot, units } from '../plan/testing/toyBook.js';
import { type OptionShape, toyOption } from '../plan/testing/toyOption.js';
import { toyPerp, toyReading, toyState } from '../plan/testing/toyPerp.js';
import { toyWallet, toyWalletReading } from '../plan/testing/toyWallet.js';
import { assess } from './assess.js';
import { optionGreeks } from './blackScholes.js';
import { linearGreeks } from './greeks/greeks.js';

const price = 2_000n * WAD;

const optionsReading = (shapes: readonly OptionShape[]): VenueReading => ({
  venue: 'options',
  positions: shapes.map(toyOption),
  marginAccounts: [],
  markets: [],
  funding: [],
  prices: { ETH: wad(price) },
  detail: null,
});

const assessOptions = (shapes: readonly OptionShape[]) => assess(toySnapshot([optionsReading(shapes)]), new Map());
const netOf = (shapes: readonly OptionShape[]) => assessOptions(shapes).underlyings[0];

const shape = fc.record<OptionShape>({
  strike: fc.integer({ min: 1_000, max: 4_000 }),
  days: fc.integer({ min: 1, max: 400 }),
  vol: fc.double({ min: 0.2, max: 2, noNaN: true }),
  right: fc.constantFrom('call', 'put'),
  quantity: fc.integer({ min: -50, max: 50 }).filter((quantity) => quantity !== 0),
});

const near = (a: number, b: number, scale: number) => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-12 * (1 + scale));

describe('options', () => {
  test('default: a position has its quantity times the Greeks of one', () => {
    const one = optionGreeks({ spot: 2_000, strike: 2_100, years: 30 / 365, vol: 0.8, rate: 0.05, right: 'put' });
    const [risk] = assessOptions([{ strike: 2_100, days: 30, vol: 0.8, right: 'put', quantity: -3 }]).positions;
    for (const greek of greekNames) near(risk?.[greek] ?? Number.NaN, -3 * one[greek], Math.abs(3 * one[greek]));
    expect(risk?.deltaUsd).toBe((risk?.delta ?? Number.NaN) * 2_000);
    expect(risk?.notional).toBe(300);
  });

  test('invariant: an underlying is the sum of its parts', () => {
    fc.assert(
      fc.property(fc.array(shape, { minLength: 1, maxLength: 12 }), (shapes) => {
        const { positions, underlyings } = assessOptions(shapes);
        for (const greek of greekNames) {
          const parts = positions.map((risk) => risk[greek]);
          const total = parts.reduce((a, b) => a + b, 0);
          near(
            underlyings[0]?.[greek] ?? Number.NaN,
            total,
            parts.reduce((a, b) => a + Math.abs(b), 0),
          );
        }
      }),
    );
  });

  test('invariant: a long and an equal short net to zero', () => {
    fc.assert(
      fc.property(shape, (one) => {
        const net = netOf([one, { ...one, quantity: -one.quantity }]) as Greeks;
        for (const greek of greekNames) expect(Math.abs(net[greek])).toBe(0);
      }),
    );
  });

  test('invariant: linear in quantity, odd in sign', () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: -20, max: 20 }), (one, times) => {
        fc.pre(times !== 0);
        const [single, many] = [netOf([one]), netOf([{ ...one, quantity: one.quantity * times }])];
        for (const greek of greekNames) {
          const expected = (single?.[greek] ?? Number.NaN) * times;
          near(many?.[greek] ?? Number.NaN, expected, Math.abs(expected));
        }
      }),
    );
  });

  test('invariant: the order of positions does not change a bit', () => {
    fc.assert(
      fc.property(fc.array(shape, { minLength: 2, maxLength: 8 }), (shapes) => {
        const reading = optionsReading(shapes);
        const reversed = { ...reading, positions: [...reading.positions].reverse() };
        const [a, b] = [reading, reversed].map((each) => assess(toySnapshot([each]), new Map()));
        expect(a?.underlyings).toEqual(b?.underlyings);
        expect(a?.portfolio).toEqual(b?.portfolio);
      }),
    );
  });

  test('behavior: an expired option has its intrinsic delta and nothing else', () => {
    const [risk] = assessOptions([{ strike: 1_500, days: -1, vol: 0.8, right: 'call', quantity: 2 }]).positions;
    expect(risk).toMatchObject({ delta: 2, gamma: 0, vega: 0 });
  });

  test('behavior: an option nobody prices is not a number, and neither is what it is summed into', () => {
    const reading = optionsReading([{ strike: 1_500, days: 9, vol: 0.8, right: 'call', quantity: 2 }]);
    const unpriced = { ...reading, positions: reading.positions.map((position) => ({ ...position, pricing: null })) };
    expect(assess(toySnapshot([unpriced]), new Map()).underlyings[0]?.delta).toBeNaN();
  });
});

describe('across venues', () => {
  const state = toyState({ accounts: { cross: holding(-2, 1_000) } });
  const venues = new Map([
    ['toy', toyPerp('toy')],
    ['wallet', toyWallet],
  ]);
  const dollars = state.walletBalance;
  const book = toySnapshot([toyReading(state), toyWalletReading(dollars, units(0.5), wad(price))]);

  test('default: perps and tokens move one for one, dollars do not', () => {
    const { underlyings, portfolio } = assess(book, venues);
    expect(underlyings).toEqual([
      { underlying: 'ETH', price: 2_000, ...linearGreeks(-1.5), deltaUsd: -3_000, gammaUsd: 0 },
    ]);
    // 1 000 in the account, 10 000 USDC and half an ether beside it; the ether is owned, not leveraged.
    expect(portfolio).toMatchObject({ equity: 12_000, deltaUsd: -3_000, notional: 4_000, worstHealth: 4 });
  });

  test('behavior: gamma in USD is the delta gained per 1 %', () => {
    const [eth] = assessOptions([{ strike: 2_000, days: 30, vol: 0.8, right: 'call', quantity: 1 }]).underlyings;
    expect(eth?.gammaUsd).toBeCloseTo((eth?.gamma ?? 0) * 20 * 2_000, 9);
  });

  test('behavior: a margin account tells how far its end is', () => {
    const [risk] = assess(book, venues).marginAccounts;
    expect(risk).toMatchObject({ equity: 1_000, maintenance: 250, health: 4, leverage: 4 });
    expect(risk?.liquidationPrice).toBeCloseTo(5_000 / 2.125, 6);
    expect(risk?.liquidationDistance).toBeCloseTo(5_000 / 2.125 / 2_000 - 1, 9);
  });

  test("behavior: the distance is measured from the venue's own price where it liquidates on that", () => {
    const own = new Map([['toy', { ...toyPerp('toy'), priceOf: () => 2_200 }]]);
    const [risk] = assess(book, own).marginAccounts;
    expect(risk?.liquidationPrice).toBeCloseTo(5_000 / 2.125, 6);
    expect(risk?.liquidationDistance).toBeCloseTo(5_000 / 2.125 / 2_200 - 1, 9);
    const silent = new Map([['toy', { ...toyPerp('toy'), priceOf: () => null }]]);
    expect(assess(book, silent).marginAccounts[0]?.liquidationDistance).toBeCloseTo(5_000 / 2.125 / 2_000 - 1, 9);
  });

  test('behavior: below 1 there is no distance left', () => {
    const gone = toySnapshot([toyReading(toyState({ accounts: { cross: holding(-2, 200) } }))]);
    expect(assess(gone, venues).marginAccounts[0]).toMatchObject({ liquidationPrice: 2_000, liquidationDistance: 0 });
  });

  test('behavior: equity gone is infinite leverage; nothing held is none', () => {
    const reading = toyReading(toyState({ accounts: { a: holding(-2, -1), b: holding(0, 0) } }));
    const [a, b] = assess(toySnapshot([reading]), venues).marginAccounts;
    expect([a?.leverage, b?.leverage, b?.health]).toEqual([Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY]);
  });

  test('behavior: a venue that cannot evaluate a price leaves the distance unknown and the rest standing', () => {
    const broken = {
      ...toyPerp('toy'),
      marginAt: () => {
        throw new Error('no');
      },
    };
    const [risk] = assess(book, new Map([['toy', broken]])).marginAccounts;
    expect(risk).toMatchObject({ health: 4, liquidationPrice: null, liquidationDistance: Number.NaN });
  });
});
