import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { traceCurve } from '../../assess/margin/marginCurve.js';
import { priceGrid } from '../../assess/margin/marginGrids.js';
import { createJavascriptKernel } from '../../assess/pricing/javascriptKernel.js';
import { seededBook, seededDraw } from '../../assess/revalue/testing/seededBook.js';
import { rulesOfSource } from '../../config/strategy/rulesOfSource.js';
import type { HeldLinear, HeldMargin, Holdings } from '../../model/holdings.js';
import type { HedgeRule, Rule } from '../../model/strategy.js';
import { bps, milliseconds, unixMillis, wei } from '../../model/units.js';
import { bandInputsOf } from '../hedge/bandInputsOf.js';
import { deltaCurve } from '../hedge/deltaCurve.js';
import { judgeBand } from '../hedge/judgeBand.js';
import { type BandRule, rule as bandOf, holding, option, straddle, terms } from '../hedge/testing/straddle.js';
import type { KnownChain } from './chainFacts.js';
import { type NextTrigger, nextTriggers } from './nextTriggers.js';
import { reportOf } from './testing/reportOf.js';

const kernel = createJavascriptKernel();
const deltaAt = (holdings: Holdings, price: number, of = 'ETH') =>
  deltaCurve(holdings, of, [price], kernel)[0]?.delta ?? Number.NaN;
const chain: KnownChain = { baseFee: wei(1_000_000_000n), nativeBalance: wei(10n ** 18n), unread: [] };

/** Rules as a file has them. */
function rulesOf(...lines: string[]): readonly Rule[] {
  const { rules, broken } = rulesOfSource(
    'book.yaml',
    `rules:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`,
    {},
  );
  expect(broken).toEqual([]);
  expect(rules).toHaveLength(lines.length);
  return rules;
}

interface Asked {
  chain?: KnownChain;
  apart?: number;
}

const askedOf = (rules: readonly Rule[], holdings: Holdings, { chain: known = chain, apart = 0 }: Asked = {}) =>
  nextTriggers({
    ...{ rules, holdings, chain: known, kernel, termsOf: () => terms },
    risk: reportOf(holdings, kernel, { ETH: apart }),
  });

const hedge = 'hedge: ETH, on: perp-v2 ETH, maxSlippage: 1%';
const always = { source: 'always', names: [], holds: () => true };

/** A hedge by its band alone. */
const banded = (change: Partial<HedgeRule>): HedgeRule => ({
  ...{ kind: 'hedge', name: 'hedge ETH', line: 1, when: always, cooldown: milliseconds(0), on: ['perp-v2 ETH'] },
  ...{ crossHedge: null, hold: terms.hold, maxSlippage: bps(100), minimum: 0, leverage: 1 },
  ...bandOf(change),
  ...change,
});

const pricesOf = (found: readonly NextTrigger[]) => ({
  below: found[0]?.below?.price ?? null,
  above: found[0]?.above?.price ?? null,
});

/** Of a band alone. */
const triggers = (change: Partial<HedgeRule>, holdings = straddle, delta = deltaAt(holdings, 2_000)) =>
  pricesOf(askedOf([banded(change)], holdings, { apart: delta - deltaAt(holdings, 2_000) }));

/** The book with the price moved there, judged as the loop would. */
function judgedAt(price: number, change: Partial<BandRule>, holdings: Holdings, apart = 0) {
  const now = holdings.underlyings.find(({ name }) => name === 'ETH')?.price ?? Number.NaN;
  const there: Holdings = {
    ...holdings,
    underlyings: holdings.underlyings.map((held) => (held.name === 'ETH' ? { ...held, price } : held)),
    options: holdings.options.map((held) => ({ ...held, spot: (held.spot * price) / now })),
  };
  return judgeBand({
    ...{
      rule: bandOf(change),
      delta: deltaAt(there, price) + apart,
      inputs: bandInputsOf(there, 'ETH', terms, kernel),
    },
    ...{ lastAt: null, now: unixMillis(0) },
  });
}

test('default: the rule acts just beyond, and not just before', () => {
  const all: Partial<BandRule>[] = [
    { band: { kind: 'fixed', width: 1 } },
    { band: { kind: 'fixed', width: 1 }, hysteresis: 0.3, to: -0.4 },
    { band: { kind: 'gamma', move: 0.03 } },
    { band: { kind: 'whalley-wilmott', riskAversion: 1e-3 } },
    { band: { kind: 'zakamouline', riskAversion: 1e-3 }, hysteresis: 0.1 },
  ];
  for (const change of all) {
    const { below, above } = triggers(change);
    expect(below).toBeGreaterThan(1_700);
    expect(above).toBeLessThan(2_300);
    for (const [price, out] of [
      [below ?? 0, -1],
      [above ?? 0, 1],
    ] as const) {
      expect(judgedAt(price * (1 + out * 1e-7), change, straddle).outside).toBe(true);
      expect(judgedAt(price * (1 - out * 1e-7), change, straddle).outside).toBe(false);
    }
  }
});

test('behavior: a hedge moves them, and what is in flight counts', () => {
  const start = deltaAt(straddle, 2_000);
  const hedged = holding(straddle.options, {
    linear: [
      {
        ...{ position: 'venue ETH', venue: 'venue', underlying: 'ETH', marginAccount: null, quantity: 0.5 },
        ...{ kind: 'perpetual', carry: 0 },
      },
    ],
  });
  const change = { band: { kind: 'fixed', width: 2 } } as const;
  const there = triggers(change, hedged);
  expect(there).toEqual(triggers(change, straddle, start + 0.5));
  expect(there.above).toBeGreaterThan(triggers(change).above ?? 0);
});

test('behavior: null where there is none', () => {
  expect(triggers({ band: { kind: 'fixed', width: 25 } })).toEqual({ below: null, above: null });
  expect(triggers({ band: { kind: 'fixed', width: 1 } }, straddle, 4)).toEqual({ below: null, above: null });
  expect(triggers({ band: { kind: 'condition' }, to: 100, minimum: 1_000 })).toEqual({ below: null, above: null });
  // A long call gains delta above only.
  const call = holding([option({ quantity: 10, strike: 3_500 })]);
  const { below, above } = triggers({ band: { kind: 'fixed', width: 1 } }, call);
  expect(below).toBeNull();
  expect(above).toBeGreaterThan(2_000);
});

test('behavior: near an expiry the strike is looked at, however narrow what happens there is', () => {
  // Between 2003 and 2009 this has delta 10, and nothing elsewhere.
  const [at] = [straddle.at];
  const soon = { expiry: (at + 60) as typeof at, quantity: 10 };
  const spread = holding([
    option({ ...soon, strike: 2_003 }),
    option({ ...soon, position: 'b', strike: 2_009, quantity: -10 }),
  ]);
  const { above, below } = triggers({ band: { kind: 'fixed', width: 1 } }, spread);
  expect(above).toBeGreaterThan(2_000);
  expect(above).toBeLessThan(2_003);
  expect(below).toBeNull();
});

test('behavior: a range of liquidity turns into its underlying below', () => {
  const range = holding([], {
    liquidity: [
      {
        ...{ position: 'pool #1', venue: 'pool', underlying: 'ETH', marginAccount: null, quantity: 5_000 },
        ...{ lower: 1_600, upper: 2_400, carry: 0 },
      },
    ],
  });
  const now = deltaAt(range, 2_000);
  const { below, above } = triggers({ band: { kind: 'fixed', width: 2 }, to: now }, range);
  // L (1/√p - 1/√p₀) = 2, solved by hand.
  expect(below).toBeCloseTo((2 / 5_000 + 1 / Math.sqrt(2_000)) ** -2, 4);
  expect(above).toBeCloseTo((-2 / 5_000 + 1 / Math.sqrt(2_000)) ** -2, 4);
});

test('invariant: a hedge acts at its trigger, and nowhere before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0.1, max: 5, noNaN: true }), (seed, width) => {
      const book = seededBook(seededDraw(seed), { options: 30, linear: 0, days: [7, 28, 90] });
      const price = book.underlyings.find(({ name }) => name === 'ETH')?.price ?? Number.NaN;
      const start = deltaAt(book, price);
      const [rule] = rulesOf(`${hedge}, to: 0, when: abs(delta) > ${width} and gas < 2`);
      if (!rule) throw new TypeError('it was read');
      for (const one of [rule, banded({ band: { kind: 'fixed', width } })]) {
        const { below, above } = pricesOf(askedOf([one], book, { apart: -start }));
        const [from, to] = [below ?? price * 0.5, above ?? price * 1.5];
        for (let share = 0.005; share < 1; share += 0.045) {
          expect(Math.abs(deltaAt(book, from + (to - from) * share) - start)).toBeLessThanOrEqual(width * (1 + 1e-9));
        }
        for (const there of [below, above])
          if (there !== null) expect(Math.abs(deltaAt(book, there) - start)).toBeGreaterThan(width * (1 - 1e-12));
      }
    }),
    { numRuns: 15 },
  );
});

describe('conditions', () => {
  test('default: a rule without a band acts just beyond, and not just before', () => {
    const rules = rulesOf(`${hedge}, to: 0, when: abs(delta) > 1.5 and gas < 2`);
    const [found] = askedOf(rules, straddle);
    for (const [trigger, out, side] of [
      [found?.below, -1, 'sell'],
      [found?.above, 1, 'buy'],
    ] as const) {
      expect(Math.abs(deltaAt(straddle, trigger?.price ?? 0))).toBeGreaterThan(1.5);
      expect(Math.abs(deltaAt(straddle, (trigger?.price ?? 0) * (1 - out * 1e-7)))).toBeLessThan(1.5);
      expect(trigger?.does).toBe(`${side} 1.5 ETH`);
    }
    expect(found).toMatchObject({ rule: 'hedge ETH', subject: { underlying: 'ETH' }, price: 2_000, now: null });
    expect(found?.says).toEqual(['with gas 1 gwei as now']);
  });

  test('behavior: both a condition and a band must say so, and the minimum', () => {
    const at = (line: string) => pricesOf(askedOf(rulesOf(`${hedge}, to: 0, ${line}`), straddle)).above ?? 0;
    const narrow = at('band: 1, hysteresis: 0%');
    expect(at('band: 1, hysteresis: 0%, when: abs(delta) > 0.2')).toBe(narrow);
    expect(at('band: 1, hysteresis: 0%, when: abs(delta) > 2')).toBeGreaterThan(narrow * 1.01);
    expect(at('when: price > 2345')).toBeCloseTo(2_345, 5);
    const centre = 'band: 1, hysteresis: 0%, aim: centre';
    expect(at(`${centre}, minimum: 2`)).toBeCloseTo(at(`${centre.replace('1', '2')}`), 3);
  });

  test('behavior: what acts now says what it wants; what no price wakes says what stands as it is', () => {
    const dear: KnownChain = { ...chain, baseFee: wei(9_000_000_000n) };
    const rules = rulesOf(`${hedge}, to: 0, when: abs(delta) > 1.5 and gas < 2`);
    const [now] = askedOf(rules, straddle, { apart: 3 });
    expect(now).toMatchObject({ now: expect.stringMatching(/^sell \d\.\d+ ETH$/), below: null, above: null });
    expect(askedOf(rules, straddle, { chain: dear })).toMatchObject([
      { now: null, below: null, above: null, says: ['with gas 9 gwei as now'] },
    ]);
    const silent: KnownChain = { ...chain, baseFee: null };
    expect(askedOf(rules, straddle, { chain: silent })).toMatchObject([
      { below: null, above: null, says: ['not known here: gas'] },
    ]);
  });

  test('behavior: a band of costs that nobody knows is not told; one in time is as if it were due', () => {
    const unknown = { ...terms, cost: Number.NaN, fixedCost: Number.NaN };
    const told = (line: string) =>
      nextTriggers({
        ...{ rules: rulesOf(`${hedge}, to: 0, ${line}`), holdings: straddle, chain, kernel, termsOf: () => unknown },
        risk: reportOf(straddle, kernel),
      });
    expect(told('band: whalley-wilmott 0.001')).toMatchObject([
      { below: null, above: null, says: [expect.stringContaining('what `hedge ETH` pays for a hedge is not known')] },
    ]);
    expect(told('band: 1')).toMatchObject([{ below: { does: expect.any(String) }, says: [] }]);
    const [every] = told('band: every 4h, when: abs(delta) > 1');
    expect(every).toMatchObject({ above: { does: 'buy 1 ETH' }, says: ['once in 4h at most'] });
  });

  test('behavior: what cannot be traded for is left out; claims have no price', () => {
    const rules = rulesOf('hedge: BTC, on: gmx-v2 BTC/USD, to: 0, when: delta > 1, maxSlippage: 1%', 'claim: gmx-v2');
    expect(askedOf(rules, straddle)).toEqual([]);
  });
});

/** 10 ETH of debt against 30 000 USD, on one venue; and 5 short perpetuals with 3 000 USD on another. */
function twoAccounts(): Holdings {
  const perpetual: HeldLinear = {
    ...{ position: 'perp-v2 ETH', venue: 'perp-v2', underlying: 'ETH', marginAccount: 'perp-v2 cross' },
    ...{ quantity: -5, kind: 'perpetual', carry: 0 },
  };
  const margin = (id: string, at: (price: number) => { equity: number; maintenance: number }): HeldMargin => ({
    ...{ marginAccount: id, venue: id.split(' ')[0] ?? '', underlyings: ['ETH'], ...at(2_000), notional: 10_000 },
    ...{ carry: 0, byVol: null, byTime: { at: [0], equity: [0], maintenance: [0] } },
    byPrice: [traceCurve((x) => at(2_000 * Math.exp(x)), priceGrid, 1e-10)],
  });
  return holding([], {
    linear: [perpetual],
    margins: [
      margin('aave-v3 account', (price) => ({ equity: 30_000, maintenance: 10 * price })),
      margin('perp-v2 cross', (price) => ({ equity: 3_000 - 5 * (price - 2_000), maintenance: (5 * price) / 16 })),
    ],
  });
}

describe('margin accounts', () => {
  test('default: where health is at the threshold, one for each account', () => {
    const rules = rulesOf(
      'topUp: aave-v3 *, when: health < 1.2, to: 1.5, from: wallet USDC',
      'rebalance: [aave-v3 *, perp-v2 *], when: health < 1.3, to: 1.8, from: wallet USDC, maxSlippage: 1%',
      'deleverage: perp-v2 cross, when: health < 1.1, to: 1.4',
    );
    const found = askedOf(rules, twoAccounts());
    expect(found.map(({ subject, below }) => [subject, below])).toEqual([
      [{ marginAccount: 'aave-v3 account' }, null],
      [{ marginAccount: 'aave-v3 account' }, null],
      [{ marginAccount: 'perp-v2 cross' }, null],
      [{ marginAccount: 'perp-v2 cross' }, null],
    ]);
    const crossAt = (health: number) => 13_000 / (5 + (5 * health) / 16);
    const wanted = [2_500, 30_000 / 13, crossAt(1.3), crossAt(1.1)];
    // Between its points a curve is read along straight lines.
    for (const [i, price] of wanted.entries())
      expect(Math.abs((found[i]?.above?.price ?? 0) / price - 1)).toBeLessThan(1e-3);
    expect(found.map(({ above }) => above?.does)).toEqual([
      expect.stringMatching(/^add about 75\d\d usd to health 1\.5$/),
      expect.stringMatching(/^bring in about \d+ usd to health 1\.8$/),
      expect.stringMatching(/^bring in about \d+ usd to health 1\.8$/),
      'reduce to health 1.4',
    ]);
  });

  test('behavior: the metrics of accounts and of the whole portfolio follow', () => {
    const book = twoAccounts();
    const above = (when: string) =>
      askedOf(rulesOf(`deleverage: perp-v2 *, when: ${when}, to: 99`), book)[0]?.above?.price ?? Number.NaN;
    expect(above('equity < 2000') / 2_200).toBeCloseTo(1, 3);
    expect(above('maintenance > 700') / ((700 * 16) / 5)).toBeCloseTo(1, 3);
    expect(above('worstHealth < 1.2')).toBeCloseTo(above('health < 1.2'), 6);
    // Short five: what the accounts are worth together falls by 5 a dollar.
    expect(above('portfolioEquity < 32000')).toBeCloseTo(2_200, 3);
    expect(above('portfolioDelta < -11000')).toBeCloseTo(2_200, 3);
    expect(above('leverage > 6')).toBeCloseTo(2_000 * ((6 * 13_000) / (7 * 10_000)), 0);
  });

  test('behavior: a stop is where its health is', () => {
    const [found] = askedOf(rulesOf('protect: perp-v2 *, at: 1.05'), twoAccounts());
    expect((found?.above?.price ?? 0) / (13_000 / (5 + (5 * 1.05) / 16))).toBeCloseTo(1, 3);
    expect(found?.above?.does).toBe('its stop is there: health 1.05');
  });

  test('behavior: accounts of a rule on another chain are named with the chain', () => {
    const book = twoAccounts();
    const abroad: Holdings = {
      ...book,
      margins: book.margins.map((one) => ({
        ...one,
        venue: `ethereum:${one.venue}`,
        marginAccount: `ethereum:${one.marginAccount}`,
      })),
    };
    const [topUp] = rulesOf('topUp: aave-v3 *, when: health < 1.2 and gas < 5, to: 1.5, from: wallet USDC');
    if (!topUp) throw new TypeError('it was read');
    expect(askedOf([topUp], abroad)).toEqual([]);
    const [found] = askedOf([{ ...topUp, chain: 'ethereum' }], abroad);
    expect(found).toMatchObject({
      subject: { marginAccount: 'ethereum:aave-v3 account' },
      says: ['not known here: gas'],
    });
  });
});
