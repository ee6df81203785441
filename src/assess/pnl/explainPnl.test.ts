import { describe, expect, test } from 'vitest';
import type { PnlReport } from '../../model/pnl.js';
import { addPnl } from './addPnl.js';
import { explainPnl } from './explainPnl.js';
import { addCollateral, claim, events, margin, option, perp, side, token, tradeFill } from './testing/book.js';

const day = 86_400;
const year = 365 * day;

/** Parts that are not 0, to a hundredth of a cent. */
const told = ({ parts }: PnlReport) =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([name, value]) =>
      Math.abs(value) < 1e-4 ? [] : [[name, Number(value.toFixed(4))]],
    ),
  );

test('default: a perpetual moves with its mark, pays funding, and the gas is counted', () => {
  const before = side(0, { positions: [perp(-2, 2_000, 365)], marginAccounts: [margin('perp-v2 cross', 1_000)] });
  const after = side(day, {
    positions: [perp(-2, 2_050, 1_095)],
    // 100 lost, 2 a day of funding received.
    marginAccounts: [margin('perp-v2 cross', 902, 1_000)],
    prices: { ETH: 2_050 },
  });
  const report = explainPnl(before, after, events([], 0.001));
  expect(told(report)).toEqual({ delta: -100, funding: 2, fees: -2.025 });
  expect(report.total).toBeCloseTo(-100.025, 9);
  expect(report).toMatchObject({ transfers: 0, gaps: [] });
  expect(report.gas).toBeCloseTo(2.025, 9);
  expect(report.gross).toBeCloseTo(104.025, 9);
  expect(report.byPosition.map(({ position }) => position)).toEqual(['elsewhere', 'perp-v2 ETH']);
});

test('behavior: a trade is judged by the mark of its moment; what it adds moves from then on', () => {
  const before = side(0, { positions: [perp(1, 2_000)], marginAccounts: [margin('perp-v2 cross', 1_000)] });
  // Half-way the mark is 2 020: bought 2 at 2 024 for a fee of 4, then 20 more on 3.
  const after = side(60, {
    positions: [perp(3, 2_040)],
    marginAccounts: [margin('perp-v2 cross', 1_000 + 40 + 2 * 16 - 4, 1_000)],
    prices: { ETH: 2_040 },
  });
  const report = explainPnl(before, after, events([tradeFill('perp-v2 ETH', 2, 2_024, 4)]));
  expect(told(report)).toEqual({ delta: 80, trades: -8, fees: -4 });
  const told2 = explainPnl(
    before,
    after,
    events([tradeFill('perp-v2 ETH', 2, 2_024, 4, { priceImpact: -3, borrowing: -1 })]),
  );
  expect(told(told2)).toEqual({ delta: 80, trades: -5, fees: -7, borrow: -1, funding: 1 });
});

test('behavior: equity that nothing accounts for is unexplained, under the name of its margin account', () => {
  const book = { positions: [perp(1, 2_000)], prices: { ETH: 2_000 } };
  const before = side(0, { ...book, marginAccounts: [margin('perp-v2 cross', 1_000)] });
  const after = side(60, { ...book, marginAccounts: [margin('perp-v2 cross', 993, 1_000)] });
  const report = explainPnl(before, after, events());
  expect(told(report)).toEqual({ unexplained: -7 });
  expect(report.byPosition.find(({ position }) => position === 'perp-v2 cross')?.unexplained).toBeCloseTo(-7, 9);
  expect(report.byUnderlying).toMatchObject([{ underlying: 'ETH', unexplained: -7 }]);
});

describe('what the operator brings is no gain', () => {
  const at = (seconds: number, dollars: number, equity: number, weth = 0) =>
    side(seconds, {
      positions: [perp(1, 2_000), token('USDC', dollars), token('WETH', weth, 2_000)],
      marginAccounts: [margin('perp-v2 cross', equity)],
    });

  test('behavior: into the wallet, out of it, and straight into a margin account', () => {
    for (const [after, transfers] of [
      [at(60, 750, 1_000), 250],
      [at(60, 100, 1_000), -400],
      [at(60, 500, 1_500), 500],
      [at(60, 500, 1_000, 2), 4_000],
    ] as const) {
      const report = explainPnl(at(0, 500, 1_000), after, events());
      expect(report.transfers).toBeCloseTo(transfers, 6);
      expect(told(report)).toEqual({});
    }
  });

  test('behavior: from one pocket to the other, by an order or by hand, is neither', () => {
    for (const fills of [[addCollateral('perp-v2 cross', 300)], []]) {
      const report = explainPnl(at(0, 500, 1_000), at(60, 200, 1_300), events(fills));
      expect(report).toMatchObject({ transfers: 0, total: 0 });
      expect(told(report)).toEqual({});
    }
  });

  test('behavior: an order pays from a wallet that is not watched: that came in', () => {
    const book = (seconds: number, equity: number) =>
      side(seconds, { positions: [perp(1, 2_000)], marginAccounts: [margin('perp-v2 cross', equity)] });
    const report = explainPnl(book(0, 1_000), book(60, 1_300), events([addCollateral('perp-v2 cross', 300)]));
    expect(report.transfers).toBe(300);
    expect(told(report)).toEqual({});
  });

  test('behavior: what an order at its venue holds has not gone', () => {
    const report = explainPnl(at(0, 500, 1_000), { ...at(60, 400, 1_000), heldByOrders: 100 }, events());
    expect(report).toMatchObject({ transfers: 0, total: 0 });
  });
});

describe('options', () => {
  const put = { quantity: -3, strike: 1_950, right: 'put', expiry: 3_600 } as const;

  test('default: a short option is explained by its Greeks, in every part', () => {
    const far = { ...put, expiry: 20 * day };
    const before = side(0, {
      positions: [option(far, 0, { spot: 2_000, vol: 0.7 })],
      marginAccounts: [margin('lyra #1', 3_000)],
    });
    const after = side(3_600, {
      positions: [option(far, 3_600, { spot: 1_960, vol: 0.74 })],
      marginAccounts: [margin('lyra #1', 3_000)],
      prices: { ETH: 1_960 },
    });
    const report = explainPnl(before, after, events());
    expect(Math.abs(report.parts.unexplained)).toBeLessThan(1e-4);
    expect(report.parts.delta).toBeLessThan(0);
    expect(report.parts.gamma).toBeLessThan(0);
    expect(report.parts.vega).toBeLessThan(0);
    expect(report.parts.theta).toBeGreaterThan(0);
  });

  test('behavior: bought with dollars of the wallet, the premium is no loss and the fee is one', () => {
    const long = { ...put, quantity: 2, expiry: 20 * day };
    const bought = option(long, 60, { spot: 2_000, vol: 0.7 });
    const mark = Number(bought.mark) / 1e18;
    const before = side(0, { positions: [token('USDC', 5_000)] });
    const after = side(60, { positions: [token('USDC', 5_000 - 2 * (mark + 1) - 3), bought] });
    const report = explainPnl(before, after, events([tradeFill(bought.instrument.id, 2, mark + 1, 3)], 0, 1));
    expect(told(report)).toEqual({ trades: -2, fees: -3 });
    expect(report.transfers).toBe(0);
  });

  test('behavior: settled into a claim, the claim tells at which price', () => {
    const before = side(0, {
      positions: [option(put, 0, { spot: 2_000, vol: 0.7 })],
      marginAccounts: [margin('lyra #1', 3_000)],
    });
    // At 1 930, though the samples stand at 2 000 and 1 990.
    const after = side(7_200, { positions: [claim('lyra #1', 3_000 - 3 * 20)], prices: { ETH: 1_990 } });
    const report = explainPnl(before, after, events());
    expect(Math.abs(report.parts.unexplained)).toBeLessThan(1e-3);
    const owed = Number(before.positions[0]?.value) / 1e18;
    expect(report.total).toBeCloseTo(-60 - owed, 9);
    expect(report.transfers).toBe(0);
  });

  test('behavior: settled and paid out unseen, the wallet tells', () => {
    const before = side(0, {
      positions: [option(put, 0, { spot: 2_000, vol: 0.7 }), token('USDC', 100)],
      marginAccounts: [margin('lyra #1', 3_000)],
    });
    const after = side(7_200, { positions: [token('USDC', 100 + 3_000 - 3 * 20)], prices: { ETH: 1_990 } });
    const report = explainPnl(before, after, events());
    expect(Math.abs(report.parts.unexplained)).toBeLessThan(1e-3);
    const owed = Number(before.positions[0]?.value) / 1e18;
    expect(report.total).toBeCloseTo(-60 - owed, 6);
    expect(report.transfers).toBe(0);
  });

  test('behavior: one that nobody can price is unexplained, and said so', () => {
    const blind = { ...option(put, 0, { spot: 2_000, vol: 0.7 }), pricing: null };
    const report = explainPnl(
      side(0, { positions: [blind] }),
      side(60, { positions: [{ ...blind, value: 0n as typeof blind.value }] }),
      events(),
    );
    expect(report.parts.unexplained).toBeCloseTo(report.total, 12);
    expect(report.gaps).toEqual([expect.stringContaining('nobody tells what it is priced with')]);
  });

  test('behavior: bought by hand, it costs what it cost beyond its worth, and it is said', () => {
    const long = { ...put, quantity: 2, expiry: 20 * day };
    const bought = option(long, 60, { spot: 2_000, vol: 0.7 });
    const mark = Number(bought.mark) / 1e18;
    const before = side(0, { positions: [token('USDC', 5_000)] });
    const after = side(60, { positions: [token('USDC', 5_000 - 2 * mark - 9), bought] });
    const report = explainPnl(before, after, events());
    expect(report.parts.trades).toBeCloseTo(-9, 1);
    expect(report.transfers).toBe(0);
    expect(report.gaps).toEqual([expect.stringContaining('lyra #1 changed without an order')]);
  });

  test('behavior: given away for nothing, it is a transfer', () => {
    const long = { ...put, quantity: 2, expiry: 20 * day };
    const held = option(long, 0, { spot: 2_000, vol: 0.7 });
    const report = explainPnl(side(0, { positions: [held] }), side(60), events());
    expect(report.transfers).toBeCloseTo(-Number(held.value) / 1e18, 0);
    expect(Math.abs(report.total)).toBeLessThan(1);
  });
});

test('behavior: bought and sold again between two samples, money is all that is left', () => {
  const book = (seconds: number, dollars: number) => side(seconds, { positions: [token('USDC', dollars)] });
  const instrument = 'lyra ETH 2000 call';
  const report = explainPnl(
    book(0, 1_000),
    book(60, 1_000 + 5 - 2),
    events([tradeFill(instrument, 1, 100, 1), tradeFill(instrument, -1, 105, 1)]),
  );
  expect(told(report)).toEqual({ trades: 5, fees: -2 });
  expect(report).toMatchObject({ transfers: 0, gaps: [] });
});

test('behavior: adjoining reports add up, and gross is of the sums', () => {
  const at = (seconds: number, price: number) =>
    side(seconds, { positions: [token('WETH', 1, price)], prices: { ETH: price } });
  const up = explainPnl(at(0, 2_000), at(60, 2_100), events([], 0.01));
  const down = explainPnl(at(60, 2_100), at(120, 2_030), events());
  const both = addPnl([up, down]);
  expect(told(both)).toEqual({ delta: 30, fees: -20.5 });
  expect(both).toMatchObject({ from: up.from, to: down.to, gross: 50.5 });
  expect(both.byPosition.map(({ position, total }) => [position, total])).toEqual([
    ['elsewhere', -20.5],
    ['wallet WETH', 30],
  ]);
  expect(() => addPnl([])).toThrow(RangeError);
});

test('behavior: gas that nothing prices is in no figure, and said so', () => {
  const report = explainPnl(side(0, { prices: {} }), side(60, { prices: {} }), events([], 0.01));
  expect(report).toMatchObject({
    total: 0,
    gas: 0,
    gaps: [expect.stringContaining('no watched venue tells the price of ETH')],
  });
  const elsewhere = { ...events([], 0.01), gasToken: 'AVAX' };
  expect(
    explainPnl(side(0, { prices: { ETH: 2_000, AVAX: 20 } }), side(60, { prices: { ETH: 2_000, AVAX: 22 } }), elsewhere)
      .gas,
  ).toBeCloseTo(0.21, 12);
  expect(explainPnl(side(0, { prices: { ETH: 2_000 } }), side(60, { prices: { ETH: 2_000 } }), elsewhere).gaps).toEqual(
    [expect.stringContaining('the price of AVAX')],
  );
});

test('behavior: interest grows a balance, and is told as such', () => {
  const lent = (quantity: number) => ({ ...token('USDC', quantity), carry: 0.05 * 10_000 });
  const report = explainPnl(
    side(0, { positions: [lent(10_000)] }),
    side(day, { positions: [lent(10_000 + (500 * day) / year)] }),
    events(),
  );
  expect(told(report)).toEqual({ borrow: Number((500 / 365).toFixed(4)) });
  expect(report.transfers).toBe(0);
});
