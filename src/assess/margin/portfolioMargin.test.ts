import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HeldLinear, HeldOption, Holdings } from '../../model/holdings.js';
import { defaultRiskSettings } from '../../model/riskSettings.js';
import { unixSeconds } from '../../model/units.js';
import { optionGreeks } from '../blackScholes.js';
import { chooseKernel } from '../pricing/chooseKernel.js';
import { createValuer, type Valuer } from '../revalue/valuer.js';
import { portfolioMargin } from './portfolioMargin.js';

const kernel = chooseKernel();
const exact = createValuer(kernel);
const rule = defaultRiskSettings.portfolioMargin;
const now = 1_700_000_000;

const perp = (quantity: number, change: Partial<HeldLinear> = {}): HeldLinear => ({
  ...{
    position: 'perp',
    venue: 'toy',
    underlying: 'ETH',
    marginAccount: 'cross',
    kind: 'perpetual',
    carry: 0,
    quantity,
  },
  ...change,
});
const option = (quantity: number, change: Partial<HeldOption> = {}): HeldOption => ({
  ...{ position: 'option', venue: 'toy', underlying: 'ETH', marginAccount: 'short', quantity, strike: 2_000 },
  ...{ expiry: unixSeconds(now + 30 * 86_400), right: 'call', vol: 0.8, volSource: 'venue', volPerLogSpot: 0 },
  ...{ rate: 0, spot: 2_000 },
  ...change,
});
const holdings = (change: Partial<Holdings>): Holdings => ({
  at: unixSeconds(now),
  underlyings: [
    { name: 'BTC', price: 50_000 },
    { name: 'ETH', price: 2_000 },
  ],
  ...{ options: [], linear: [], liquidity: [], margins: [], unpriced: [] },
  ...change,
});
const marginOf = (marginAccount: string, maintenance: number) => ({
  ...{ marginAccount, venue: 'toy', underlyings: ['ETH'], equity: 1_000, maintenance, notional: 0, carry: 0 },
  ...{ byPrice: [], byVol: null, byTime: { at: [0], equity: [1_000], maintenance: [maintenance] } },
});

test('default: a perpetual needs the range of its price, beside what the protocol asks', () => {
  const { accounts, book } = portfolioMargin(
    holdings({ linear: [perp(-2)], margins: [marginOf('cross', 250)] }),
    rule,
    exact,
  );
  const [account] = accounts;
  expect(account).toMatchObject({ marginAccount: 'cross', equity: 1_000, maintenance: 250 });
  expect(account?.required).toBeCloseTo(0.15 * 4_000, 9);
  expect(account?.parts).toMatchObject([
    { underlying: 'ETH', shortMinimum: 0, worst: { move: 0.15, volFactor: 0.75 } },
  ]);
  expect(book).toEqual({ maintenance: 250, required: account?.required, parts: account?.parts });
});

test('default: a short option needs the worst of the grid, by Black and Scholes', () => {
  const [account] = portfolioMargin(
    holdings({ options: [option(-3)], margins: [marginOf('short', 900)] }),
    rule,
    exact,
  ).accounts;
  const priceAt = (spot: number, vol: number) =>
    optionGreeks({ spot, strike: 2_000, years: 30 / 365, vol, rate: 0, right: 'call' }).price;
  const loss = 3 * (priceAt(2_300, 1) - priceAt(2_000, 0.8));
  expect(account?.required).toBeCloseTo(loss, 7);
  expect(account?.parts[0]).toMatchObject({ worst: { move: 0.15, volFactor: 1.25 }, shortMinimum: 3 * 2_000 * 0.01 });
});

test('behavior: a short that cannot lose much needs its minimum all the same', () => {
  const far = option(-10, { strike: 90_000 });
  const [part] = portfolioMargin(holdings({ options: [far] }), rule, exact).book.parts;
  expect(part?.worstLoss).toBeLessThan(1);
  expect(part).toMatchObject({ shortMinimum: 200, required: 200 });
});

test('behavior: the book is one account: what hedges elsewhere counts there, another underlying does not', () => {
  const linear = [perp(-2), perp(2, { position: 'weth', marginAccount: null, kind: 'token' })];
  const margins = [marginOf('cross', 250)];
  const hedged = portfolioMargin(holdings({ linear, margins }), rule, exact);
  expect(hedged.accounts[0]?.required).toBeCloseTo(600, 9);
  expect(hedged.book).toMatchObject({ required: 0, maintenance: 250, parts: [{ worst: null, worstLoss: 0 }] });
  const btc = perp(-0.08, { position: 'btc', underlying: 'BTC' });
  const other = portfolioMargin(holdings({ linear: [perp(2), btc], margins }), rule, exact);
  expect(other.book.required).toBeCloseTo(0.15 * (4_000 + 4_000), 9);
  expect(other.book.parts.map(({ underlying }) => underlying)).toEqual(['BTC', 'ETH']);
});

test('behavior: a loss that is not known is not none', () => {
  const blind = holdings({ options: [option(-1, { vol: Number.NaN })] });
  const unknowing: Valuer =
    () =>
    ({ count }) => [new Float64Array(count), new Float64Array(count).fill(Number.NaN)];
  expect(portfolioMargin(blind, rule, unknowing).book.required).toBeNaN();
});

test('args: an account that holds nothing needs nothing; one step is no move', () => {
  const margins = [marginOf('empty', 0)];
  expect(portfolioMargin(holdings({ margins }), rule, exact).accounts[0]).toMatchObject({ required: 0, parts: [] });
  const still = { ...rule, spotSteps: 1, volRange: 0 };
  expect(portfolioMargin(holdings({ linear: [perp(5)] }), still, exact).book.required).toBe(0);
});

describe('laws', () => {
  const anyHoldings = fc
    .array(
      fc.record({
        quantity: fc.integer({ min: -5, max: 5 }),
        strike: fc.integer({ min: 1_000, max: 4_000 }),
        right: fc.constantFrom<'call' | 'put'>('call', 'put'),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((shapes) =>
      holdings({
        options: shapes.map(({ quantity, ...shape }, index) => option(quantity, { ...shape, position: `${index}` })),
        linear: [perp(1)],
      }),
    );

  test('invariant: a wider range never asks for less', () => {
    fc.assert(
      fc.property(anyHoldings, fc.double({ min: 1, max: 3, noNaN: true }), (held, wider) => {
        // Three times as many steps and more: every price of the narrow range is one of the wide one's at 3.
        const narrow = portfolioMargin(held, { ...rule, spotSteps: 3, volRange: 0 }, exact).book.required;
        const wide = { ...rule, spotSteps: 7, spotRange: rule.spotRange * 3, volRange: 0 };
        expect(portfolioMargin(held, wide, exact).book.required).toBeGreaterThanOrEqual(narrow - 1e-9);
        const dearer = { ...rule, spotSteps: 3, volRange: 0, shortMinimum: rule.shortMinimum * wider };
        expect(portfolioMargin(held, dearer, exact).book.required).toBeGreaterThanOrEqual(narrow - 1e-9);
      }),
    );
  });

  test('invariant: together asks for no more than apart, and it scales', () => {
    fc.assert(
      fc.property(anyHoldings, anyHoldings, (one, other) => {
        const needs = (held: Holdings) => portfolioMargin(held, rule, exact).book.required;
        const both = { ...one, options: [...one.options, ...other.options], linear: [...one.linear, ...other.linear] };
        expect(needs(both)).toBeLessThanOrEqual(needs(one) + needs(other) + 1e-6);
        const times = <Held extends { quantity: number }>(held: readonly Held[]) =>
          held.map((position) => ({ ...position, quantity: 2 * position.quantity }));
        const twice = { ...one, options: times(one.options), linear: times(one.linear) };
        expect(needs(twice)).toBeCloseTo(2 * needs(one), 5);
      }),
    );
  });
});
