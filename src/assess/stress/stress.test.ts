import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeldLinear, HeldMargin, HeldOption, Holdings } from '../../model/holdings.js';
import type { Shock } from '../../model/scenarios.js';
import { unixSeconds } from '../../model/units.js';
import { optionGreeks } from '../blackScholes.js';
import { createJavascriptKernel } from '../pricing/javascriptKernel.js';
import { createValuer } from '../revalue/valuer.js';
import { perpMargin } from '../runway/testing/perpMargin.js';
import { cascadeOf } from './cascade.js';
import { marginAt } from './marginAt.js';
import { stressOf } from './stressOf.js';
import { assumedCosts, closingCost } from './tradingCosts.js';

const underlyings = [
  { name: 'BTC', price: 60_000 },
  { name: 'ETH', price: 2_000 },
];
const valuer = createValuer(createJavascriptKernel());
const year = 365 * 86_400;
const now = unixSeconds(1_800_000_000);

const fall = (ETH: number, more: Partial<Shock> = {}): Shock => ({
  name: 'fall',
  describe: 'a fall',
  source: null,
  moves: { ETH },
  otherMoves: 0,
  volFactor: 1,
  hours: 0,
  drain: { fees: 1, impact: 1, gas: 1 },
  ...more,
});

const perp = (quantity: number, marginAccount: string | null = 'perp cross', underlying = 'ETH'): HeldLinear => ({
  position: `${marginAccount} ${underlying}`,
  venue: 'perp-v2',
  underlying,
  marginAccount,
  quantity,
  kind: marginAccount === null ? 'token' : 'perpetual',
  carry: 0,
});

const put = (quantity: number): HeldOption => ({
  position: 'lyra put',
  venue: 'lyra',
  underlying: 'ETH',
  marginAccount: null,
  quantity,
  strike: 1_800,
  expiry: unixSeconds(now + year / 12),
  right: 'put',
  vol: 0.8,
  volSource: 'venue',
  volPerLogSpot: 0,
  rate: 0,
  spot: 2_000,
});

const book = (held: { options?: HeldOption[]; linear?: HeldLinear[]; margins?: HeldMargin[] }): Holdings => ({
  at: now,
  underlyings,
  options: [],
  linear: [],
  liquidity: [],
  margins: [],
  unpriced: [],
  ...held,
});

const long = (quantity: number, equity: number, marginAccount = 'perp cross') =>
  perpMargin(underlyings, { marginAccount, quantities: { ETH: quantity }, equity });
const free = { fee: 0, impactPerUsd: 0, gas: 0, penalty: 0 };
const only = (holdings: Holdings, shock: Shock, costs = free) => {
  const [result] = stressOf(holdings, [shock], valuer, costs);
  if (!result) throw new Error('one shock, one result');
  return result;
};

test('default: a perpetual loses its quantity times the move; an option what it is worth less', () => {
  const result = only(book({ options: [put(-5)], linear: [perp(3, null)] }), fall(-0.3, { volFactor: 1.5, hours: 24 }));
  const price = (spot: number, vol: number, years: number) =>
    optionGreeks({ spot, strike: 1_800, years, vol, rate: 0, right: 'put' }).price;
  const options = -5 * (price(1_400, 1.2, 1 / 12 - 1 / 365) - price(2_000, 0.8, 1 / 12));
  expect(result.pnl).toBeCloseTo(-3 * 600 + options, 6);
  expect(result.byUnderlying).toEqual([
    { underlying: 'BTC', pnl: 0 },
    { underlying: 'ETH', pnl: expect.closeTo(result.pnl, 9) },
  ]);
  expect(result.pnlWithCascade).toBeCloseTo(result.pnl, 9);
  expect(result.liquidations).toEqual([]);
});

test('default: margin after a move of one price is what it is at that price', () => {
  const margin = long(10, 5_000);
  const shock = fall(-0.15);
  const after = marginAt(margin, { shock, share: 1, pushed: new Map() });
  // The curve is straight between points, so it is near and not equal.
  expect(after.equity).toBeCloseTo(5_000 - 3_000, -2);
  expect(after.maintenance).toBeCloseTo(1_250 * 0.85, -1);
  const [account] = only(book({ linear: [perp(10)], margins: [margin] }), shock).accounts;
  expect(account?.health).toBeCloseTo(after.equity / after.maintenance, 12);
});

test('default: a liquidated hedge leaves the rest naked', () => {
  // Long 10 ETH in the wallet, short 10 on margin: level, until a rise takes the hedge away.
  const holdings = book({
    linear: [perp(10, null), perp(-10)],
    margins: [perpMargin(underlyings, { quantities: { ETH: -10 }, equity: 3_000 })],
  });
  const wall = 23_000 / 21_250;
  const rise = only(holdings, fall(0.3), { ...free, penalty: 0.4 });
  expect(rise.pnl).toBeCloseTo(0, 8);
  const [gone] = rise.liquidations;
  expect(gone?.moment.share).toBeCloseTo(Math.log(wall) / Math.log(1.3), 9);
  const requirement = 1_250 * wall;
  expect(gone?.penalty).toBeCloseTo(0.4 * requirement, 6);
  // Level up to the wall, naked from there, which gains as long as the price does not turn.
  expect(rise.pnlWithCascade).toBeCloseTo(10 * 2_000 * (1.3 - wall) - 0.4 * requirement, 6);
  // When it comes back, what the hedge had lost stays lost.
  expect(rise.lockedIn).toBeCloseTo(-10 * 2_000 * (wall - 1) - 0.4 * requirement, 6);
  expect(rise.accounts).toMatchObject([{ isLiquidated: true, health: expect.closeTo(1, 6) }]);
});

test('behavior: one liquidation pushes the price into the next', () => {
  const holdings = book({
    linear: [perp(1_000, 'a'), perp(10, 'b')],
    // a goes at -4 %; b at -9.6 %, beyond the shock, but not beyond what a's sale does to the price.
    margins: [long(1_000, 200_000, 'a'), long(10, 3_000, 'b')],
  });
  const shock = fall(-0.09);
  expect(only(holdings, shock).liquidations.map(({ marginAccount }) => marginAccount)).toEqual(['a']);
  const impact = { ...free, impactPerUsd: 5e-9 };
  const pushed = only(holdings, shock, impact);
  expect(pushed.liquidations.map(({ marginAccount, round }) => ({ marginAccount, round }))).toEqual([
    { marginAccount: 'a', round: 1 },
    { marginAccount: 'b', round: 2 },
  ]);
  // Drained, the same sale pushes four times as far.
  const drained = cascadeOf(holdings, { ...shock, drain: { fees: 1, impact: 4, gas: 1 } }, impact);
  const move = (push: ReadonlyMap<string, number>) => Math.expm1(push.get('ETH') ?? 0);
  const once = cascadeOf({ ...holdings, margins: holdings.margins.slice(0, 1) }, shock, impact);
  expect(move(drained.liquidations[1]?.moment.pushed ?? new Map()) / move(once.end.pushed)).toBeCloseTo(4, 6);
});

test('behavior: vol alone can ask for more than there is, and carry can use it up', () => {
  const margin = { ...long(0.001, 1_000), maintenance: 500 };
  const logs = [-1, 0, 1];
  const flat = { at: [0], equity: [1_000], maintenance: [500] };
  // Asks 500 more for a vol e times as high.
  const byVol = { at: logs, equity: logs.map(() => 1_000), maintenance: logs.map((x) => 500 + 500 * x) };
  const vega: HeldMargin = { ...margin, byPrice: [flat], byVol, byTime: flat };
  const [double] = only(book({ margins: [vega] }), fall(0, { volFactor: 2 })).accounts;
  expect(double?.health).toBeCloseTo(1_000 / (500 + 500 * Math.log(2)), 12);
  expect(only(book({ margins: [vega] }), fall(0, { volFactor: Math.E ** 0.99 })).liquidations).toEqual([]);
  expect(only(book({ margins: [vega] }), fall(0, { volFactor: 3 })).liquidations).toMatchObject([
    { moment: { share: expect.closeTo(1 / Math.log(3), 6) } },
  ]);
  const bleeding: HeldMargin = { ...vega, carry: -365 * 100 };
  expect(only(book({ margins: [bleeding] }), fall(0, { hours: 6 * 24 })).liquidations).toMatchObject([
    { moment: { share: expect.closeTo(5 / 6, 6) } },
  ]);
});

test('behavior: gone before anything moves goes first; nothing at stake never goes', () => {
  const none = perpMargin(underlyings, { marginAccount: 'empty', quantities: {}, equity: 0 });
  const holdings = book({ linear: [perp(10)], margins: [none, long(10, 1_000)] });
  const { liquidations, accounts } = only(holdings, fall(-0.2));
  expect(liquidations).toMatchObject([{ marginAccount: 'perp cross', moment: { share: 0 } }]);
  expect(accounts[0]).toMatchObject({ isLiquidated: false, health: Number.POSITIVE_INFINITY });
});

test('default: closing costs more when the market is drained', () => {
  const holdings = book({ linear: [perp(10), perp(-10, 'other')] });
  const shock = fall(-0.5, { drain: { fees: 2, impact: 5, gas: 10 } });
  const rates = { fee: 0.001, impactPerUsd: 1e-6, gas: 3, penalty: 0 };
  const cost = closingCost(holdings, { shock, share: 1, pushed: new Map() }, rates);
  // Twice 10 000 usd at 0.1 %, half of 1 % of impact, and a transaction.
  expect(cost.usual).toBeCloseTo(2 * (10 + 50 + 3), 9);
  expect(cost.drained).toBeCloseTo(2 * (20 + 250 + 30), 9);
});

const shocks = fc.record({
  eth: fc.double({ min: -0.7, max: 1, noNaN: true }),
  btc: fc.double({ min: -0.7, max: 1, noNaN: true }),
  volFactor: fc.double({ min: 0.5, max: 3, noNaN: true }),
  hours: fc.double({ min: 0, max: 72, noNaN: true }),
});

test('invariant: a linear book without margin loses the sum of its moves, and a cascade needs an account', () => {
  fc.assert(
    fc.property(shocks, fc.double({ min: -50, max: 50, noNaN: true }), ({ eth, btc, volFactor, hours }, quantity) => {
      const shock = fall(eth, { moves: { ETH: eth, BTC: btc }, volFactor, hours });
      const holdings = book({ linear: [perp(quantity, null), perp(quantity / 30, null, 'BTC')] });
      const result = only(holdings, shock, assumedCosts);
      expect(result.pnl).toBeCloseTo(quantity * 2_000 * (eth + btc), 5);
      expect(result.pnlWithCascade).toBeCloseTo(result.pnl, 6);
    }),
  );
});

test('invariant: liquidations come in order, once each, and only of accounts that have run out', () => {
  fc.assert(
    fc.property(
      shocks,
      fc.array(
        fc.record({
          quantity: fc.integer({ min: -50, max: 50 }),
          health: fc.double({ min: 1.01, max: 8, noNaN: true }),
        }),
        { maxLength: 6 },
      ),
      ({ eth, volFactor, hours }, drawn) => {
        const accounts = drawn
          .filter(({ quantity }) => quantity !== 0)
          .map((one, i) => ({ ...one, name: `account ${i}` }));
        const holdings = book({
          linear: accounts.map(({ name, quantity }) => perp(quantity, name)),
          margins: accounts.map(({ name, quantity, health }) =>
            long(quantity, health * 125 * Math.abs(quantity), name),
          ),
        });
        const shock = fall(eth, { volFactor, hours, drain: { fees: 1, impact: 10, gas: 1 } });
        const { liquidations } = cascadeOf(holdings, shock, { impactPerUsd: 2e-8, penalty: 0.4 });
        const names = liquidations.map(({ marginAccount }) => marginAccount);
        expect(new Set(names).size).toBe(names.length);
        const shares = liquidations.map(({ moment }) => moment.share);
        expect(shares).toEqual([...shares].sort((a, b) => a - b));
        for (const { state } of liquidations) expect(state.equity).toBeLessThanOrEqual(state.maintenance + 1e-6);
        // Without impact no account takes another with it.
        const alone = cascadeOf(holdings, shock, { impactPerUsd: 0, penalty: 0 }).liquidations;
        for (const { round } of alone) expect(round).toBe(1);
        const before = new Set(alone.map(({ marginAccount }) => marginAccount));
        for (const one of accounts) {
          const end = marginAt(holdings.margins.find((m) => m.marginAccount === one.name) ?? long(1, 1), {
            shock,
            share: 1,
            pushed: new Map(),
          });
          if (end.equity <= end.maintenance) expect(before.has(one.name)).toBe(true);
        }
      },
    ),
  );
});

test('behavior: a penalty takes no more than there is, and what is not known to be required is not safe', () => {
  // The sale of the first pushes the price so far that the second has lost more than its margin when it goes.
  const holdings = book({
    linear: [perp(500, 'a'), perp(10, 'b')],
    margins: [long(500, 110_000, 'a'), long(10, 3_500, 'b')],
  });
  const costs = { ...free, impactPerUsd: 3e-7, penalty: 0.4 };
  const { liquidations } = only(holdings, fall(-0.1), costs);
  const [, second] = liquidations;
  expect(second).toMatchObject({ marginAccount: 'b', round: 2, penalty: 0 });
  expect(second?.state.equity).toBeLessThan(0);

  const margin = long(10, 5_000);
  const unknown = { ...margin, maintenance: Number.NaN };
  expect(only(book({ linear: [perp(10)], margins: [unknown] }), fall(-0.1)).accounts[0]?.health).toBeNaN();
});
