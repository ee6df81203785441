import { describe, expect, test } from 'vitest';
import type { Fill } from '../../model/order.js';
import type { PnlReport } from '../../model/pnl.js';
import { amountFromFloat, fromFloat } from '../../model/units.js';
import { explainPnl } from './explainPnl.js';
import type { PnlSide, PnlTransfer } from './pnlSide.js';
import { events, margin, option, side, token } from './testing/book.js';

const day = 86_400;
const spot = { spot: 2_000, vol: 0.7 };
const far = { strike: 1_950, right: 'put', expiry: 20 * day } as const;
const to = '0x00000000000000000000000000000000000a11ce';

const transferred = (asset: (Fill & { kind: 'transfer' })['asset'], isGiven: boolean): PnlTransfer => ({
  ...{ fill: { kind: 'transfer', asset, to }, isGiven },
});
const dollars = (amount: number, isGiven: boolean): PnlTransfer => {
  const { instrument } = token('USDC', 0);
  if (instrument.kind !== 'token') throw new Error('it is a token');
  const { symbol, address, decimals } = instrument;
  return transferred({ token: symbol, address, decimals, amount: amountFromFloat(amount, decimals, 'down') }, isGiven);
};
const part = (id: string, quantity: number, isGiven: boolean): PnlTransfer =>
  transferred({ instrument: 'lyra ETH 1950 put', position: id, quantity: fromFloat(quantity, 'down') }, isGiven);

const explained = (before: PnlSide, after: PnlSide, ...transfers: PnlTransfer[]): PnlReport =>
  explainPnl(before, after, { ...events(), transfers });
const gained = ({ parts }: PnlReport) => Object.values(parts).filter((value) => Math.abs(value) > 1e-4);

const held = (usdc: number, ...puts: [id: string, quantity: number][]) =>
  side(0, {
    positions: [token('USDC', usdc), ...puts.map(([id, quantity]) => option({ ...far, id, quantity }, 0, spot))],
  });
const mark = Number(option({ ...far, quantity: 1 }, 0, spot).mark) / 1e18;

describe('default: what own accounts give to each other is capital that moved, and no gain', () => {
  test.each([
    ['dollars given', held(1_000), held(600), [dollars(400, true)], -400],
    ['dollars got', held(1_000), held(1_400), [dollars(400, false)], 400],
    [
      'part of an option given',
      held(100, ['lyra #1', 3]),
      held(100, ['lyra #1', 1]),
      [part('lyra #1', 2, true)],
      -2 * mark,
    ],
    ['all of an option given', held(100, ['lyra #1', 3]), held(100), [part('lyra #1', 3, true)], -3 * mark],
    ['an option got', held(100), held(100, ['lyra #9', 2]), [part('lyra #1', 2, false)], 2 * mark],
    [
      'money given, and options got for it',
      held(1_000),
      held(500, ['lyra #9', 2]),
      [dollars(500, true), part('lyra #1', 2, false)],
      2 * mark - 500,
    ],
    [
      'two shares got at once',
      held(0),
      held(0, ['lyra #8', 1], ['lyra #9', 2]),
      [part('lyra #1', 2, false), part('lyra #2', 1, false)],
      3 * mark,
    ],
  ] as const)('%s', (_, before, after, transfers, wanted) => {
    const report = explained(before, { ...after, at: before.at, block: 60n }, ...transfers);
    expect(report.transfers).toBeCloseTo(wanted, 6);
    expect(report.total).toBeCloseTo(0, 6);
    expect(gained(report)).toEqual([]);
    expect(report.gaps).toEqual([]);
  });
});

test('behavior: a short that goes with its collateral leaves no gain behind', () => {
  const short = (quantity: number, collateral: number) =>
    side(0, {
      positions: [token('USDC', 50), option({ ...far, quantity }, 0, spot)],
      marginAccounts: [margin('lyra #1', collateral)],
    });
  const report = explained(short(-3, 3_000), { ...short(-1, 1_000), block: 60n }, part('lyra #1', 2, true));
  expect(report.transfers).toBeCloseTo(2 * mark - 2_000, 6);
  expect(report.total).toBeCloseTo(0, 6);
  expect(gained(report)).toEqual([]);
  expect(report.gaps).toEqual([]);
});

test('behavior: what changed beside it is told as before', () => {
  const report = explained(
    held(1_000, ['lyra #1', 3]),
    { ...held(650, ['lyra #1', 2]), block: 60n },
    dollars(400, true),
  );
  expect(report.gaps).toEqual(['lyra #1 changed without an order or a fill that we know of']);
});

test('behavior: a transfer that no position shows changes nothing', () => {
  const before = held(1_000);
  const report = explained(before, { ...before, block: 60n }, part('lyra #1', 2, true), dollars(5, true));
  expect(report).toMatchObject({ transfers: 0, total: 0 });
});
