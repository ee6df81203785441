import { describe, expect, test } from 'vitest';
import type { CollateralWay } from '../../model/collateralWay.js';
import type { CollateralTerms, TradeTerms } from '../../model/order.js';
import type { Position } from '../../model/position.js';
import { bps, milliseconds, tokenAmount, WAD, wad, wei } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import { holding, toySnapshot, tradeOf, units } from '../testing/toyBook.js';
import { toyPerp, toyReading, toyState } from '../testing/toyPerp.js';
import { usdc } from '../testing/toyTokens.js';
import { carryCost } from './carryCost.js';
import { costOf } from './costOf.js';
import { gasPricesOf } from './gasPrices.js';

const year = milliseconds(365 * 86_400_000);
const prices = { baseFee: wei(2_000_000_000n), tip: wei(1_000_000_000n), gasTokenUsd: 3_000 };
const state = toyState({ accounts: { cross: holding(3, 3_000) }, impactPerUnit: 5 });
const reading = toyReading(state);
const toy = toyPerp('toy');
const sell = tradeOf(-2) as TradeTerms;
const deposit: CollateralTerms = {
  kind: 'addCollateral',
  venue: 'toy',
  marginAccount: 'toy cross',
  token: 'USDC',
  decimals: 6,
  amount: tokenAmount(500_000_000n),
};
const way: CollateralWay = {
  kind: 'addCollateral',
  venue: 'toy',
  marginAccount: 'toy cross',
  token: usdc,
  most: tokenAmount(2n ** 100n),
  equity: 1,
  maintenance: 0,
  carry: 0,
  gas: 150_000n,
  keeper: wei(10n ** 14n),
  closed: null,
};
/** The toy with what this test is about. */
const measured = (change: Partial<Venue>): Venue => ({
  ...toy,
  estimate: (...args) => ({ ...toy.estimate(...args), fee: wad(WAD / 2n), gas: 400_000n, keeper: wei(10n ** 15n) }),
  ...change,
});

describe('of a trade', () => {
  test('default: fee and impact are the venue’s, gas and keeper at the prices', () => {
    const cost = costOf({ venue: measured({}), reading, terms: sell, prices, hold: year });
    // 10 bps of 2 000 for 2 units; 400 000 gas at 2 gwei and 3 000 USD; 0.001 of the gas token.
    expect(cost).toEqual({
      fee: 0.5,
      impact: 4,
      carry: 0,
      gas: expect.closeTo(2.4, 12),
      keeper: expect.closeTo(3, 12),
      total: expect.closeTo(9.9, 12),
      // Bound 1 994, expected 1 998.
      slippage: expect.closeTo(8, 9),
      basis: { mark: 2_000, gasToken: 3_000 },
    });
  });

  test('behavior: gas that nobody has measured leaves the total unknown', () => {
    const cost = costOf({ venue: toy, reading, terms: sell, prices, hold: year });
    expect(cost).toMatchObject({ impact: 4, gas: Number.NaN, keeper: 0, total: Number.NaN });
  });

  test('behavior: neither is gas free whose token has no price', () => {
    const unpriced = gasPricesOf(toySnapshot([]));
    expect(unpriced).toEqual({ baseFee: 1_000_000_000n, tip: 0n, gasTokenUsd: Number.NaN });
    const cost = costOf({ venue: measured({}), reading, terms: sell, prices: unpriced, hold: year });
    expect(cost).toMatchObject({ gas: Number.NaN, keeper: Number.NaN, total: Number.NaN });
  });

  test('behavior: a tip is on top of the base fee, but where keepers are paid', () => {
    expect(gasPricesOf(toySnapshot([reading]), wei(5n))).toEqual({
      baseFee: 1_000_000_000n,
      tip: 5n,
      gasTokenUsd: 2_000,
    });
    const venue = measured({ estimate: (...args) => ({ ...toy.estimate(...args), gas: 400_000n }) });
    expect(costOf({ venue, reading, terms: sell, prices, hold: year }).gas).toBeCloseTo(3.6, 12);
  });

  test('behavior: an order that is expected at its bound has nothing left to lose', () => {
    const terms = { ...sell, maxSlippage: bps(10) };
    expect(costOf({ venue: measured({}), reading, terms, prices, hold: year }).slippage).toBe(0);
  });

  test('args: terms that the venue refuses are refused', () => {
    const terms = { ...sell, reduceOnly: true, quantity: units(4) };
    expect(() => costOf({ venue: toy, reading, terms, prices, hold: year })).toThrow('would grow or flip');
  });
});

describe('of collateral', () => {
  test('default: the gas and the keeper of its way', () => {
    const venue = measured({ ways: () => [{ ...way, kind: 'removeCollateral', gas: 1n }, way] });
    const cost = costOf({ venue, reading, terms: deposit, prices, hold: year });
    expect(cost).toMatchObject({ fee: 0, impact: 0, carry: 0, slippage: 0, basis: { mark: null } });
    expect(cost.gas).toBeCloseTo(0.9, 12);
    expect(cost.keeper).toBeCloseTo(0.3, 12);
  });

  test('behavior: without a way the gas is unknown', () => {
    expect(costOf({ venue: measured({}), reading, terms: deposit, prices, hold: year }).total).toBeNaN();
  });
});

describe('carry', () => {
  const [position] = reading.positions as [Position];
  const paying = (carry: number | undefined, id = position.id): Position => {
    const { carry: _, ...rest } = position;
    return { ...rest, id, ...(carry === undefined ? {} : { carry }) };
  };

  test('default: what is paid more over the time, and what is earned more is negative', () => {
    expect(carryCost([paying(-100)], [paying(-300)], year)).toBe(200);
    expect(carryCost([paying(-100)], [paying(-300)], milliseconds(year / 10))).toBeCloseTo(20, 12);
    expect(carryCost([paying(50)], [paying(80)], year)).toBe(-30);
  });

  test('behavior: a position that opens pays all of its own, one that closes none', () => {
    expect(carryCost([], [paying(-40)], year)).toBe(40);
    expect(carryCost([paying(-40)], [], year)).toBe(-40);
    expect(carryCost([paying(-40)], [paying(-40, 'other')], year)).toBe(0);
  });

  test('behavior: what is stated on one side only is not known', () => {
    expect(carryCost([paying(-40)], [paying(undefined)], year)).toBeNaN();
    expect(carryCost([paying(undefined)], [paying(-40)], year)).toBeNaN();
    expect(carryCost([paying(undefined)], [paying(undefined)], year)).toBe(0);
  });

  test('default: it is part of the cost of a trade', () => {
    const after = { ...reading, positions: [paying(-70)] };
    const venue = measured({ after: () => after });
    const before = { ...reading, positions: [paying(-20)] };
    expect(costOf({ venue, reading: before, terms: sell, prices, hold: year }).carry).toBe(50);
  });
});
