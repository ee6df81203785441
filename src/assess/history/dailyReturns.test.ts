import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../model/time.js';
import { dailyReturns } from './dailyReturns.js';
import { firstMidnight, pricesOf } from './testing/simulated.js';

const without = (series: ReturnType<typeof pricesOf>, isGone: (hour: number) => boolean) => {
  const kept = series.hours.flatMap((hour, i) => (isGone(hour) ? [] : [i]));
  return {
    underlying: series.underlying,
    hours: kept.map((i) => series.hours[i] ?? 0),
    prices: kept.map((i) => series.prices[i] ?? 0),
  };
};

test('default: log returns from midnight to midnight, UTC', () => {
  const { at, returns, missing, today } = dailyReturns(pricesOf('ETH', [0.02, -0.05, 0.01]));
  expect(at).toEqual([1, 2, 3].map((day) => firstMidnight + day * DAY));
  expect(returns).toEqual([0.02, -0.05, 0.01].map((value) => expect.closeTo(value, 12)));
  expect(missing).toEqual([]);
  expect(today).toBeNull();
});

test('behavior: what happened since midnight is told apart', () => {
  const series = without(pricesOf('ETH', [0.02, -0.04]), (hour) => hour >= firstMidnight + DAY + 6 * HOUR);
  const { returns, today } = dailyReturns(series);
  expect(returns).toHaveLength(1);
  expect(today).toEqual({ share: 0.25, return: expect.closeTo(-0.01, 12) });
});

test('behavior: a midnight whose evening is missing takes both of its days with it, and they are told', () => {
  const evening = firstMidnight + 2 * DAY;
  const series = without(
    pricesOf('ETH', [0.01, 0.02, 0.03, 0.04]),
    (hour) => hour < evening && hour >= evening - 3 * HOUR,
  );
  const { at, returns, missing } = dailyReturns(series);
  expect(at.map((end) => (end - firstMidnight) / DAY)).toEqual([1, 4]);
  expect(returns).toEqual([expect.closeTo(0.01, 12), expect.closeTo(0.04, 12)]);
  expect(missing.map((end) => (end - firstMidnight) / DAY)).toEqual([2, 3]);
});

test('behavior: a price of up to three hours before midnight stands for it', () => {
  const evening = firstMidnight + DAY;
  const series = without(pricesOf('ETH', [0.24, 0]), (hour) => hour < evening && hour >= evening - 2 * HOUR);
  expect(dailyReturns(series).returns[0]).toBeCloseTo(0.22, 12);
});

test('args: nothing is known of an empty history', () => {
  expect(dailyReturns({ underlying: 'ETH', hours: [], prices: [] })).toEqual({
    at: [],
    returns: [],
    missing: [],
    doubtful: [],
    today: null,
  });
});

test('behavior: an evening that still runs is no day yet, so that its move counts once', () => {
  const midnight = firstMidnight + 2 * DAY;
  for (const left of [1, 2]) {
    const { at, returns, today } = dailyReturns(
      without(pricesOf('ETH', [0.02, -0.24]), (hour) => hour >= midnight - left * HOUR),
    );
    expect(at).toEqual([firstMidnight + DAY]);
    expect(returns).toHaveLength(1);
    expect(today).toEqual({ share: (24 - left) / 24, return: expect.closeTo((-0.24 * (24 - left)) / 24, 12) });
  }
});

test('behavior: a price that is wrong for an hour makes no return, and is told', () => {
  const right = pricesOf('ETH', [0.02, -0.05, 0.01]);
  const hour = firstMidnight + 2 * DAY - HOUR;
  for (const factor of [10, 0.1]) {
    const wrong = {
      ...right,
      prices: right.prices.map((price, i) => (right.hours[i] === hour ? factor * price : price)),
    };
    const { returns, doubtful } = dailyReturns(wrong);
    expect(doubtful).toEqual([hour]);
    expect(returns[1]).toBeCloseTo(-0.05, 2);
    expect(returns[2]).toBeCloseTo(0.01, 2);
  }
});

test('behavior: a price that falls by more than half and stays there is no error', () => {
  const right = pricesOf('ETH', [0.02, 0, 0.01]);
  const crash = firstMidnight + 1.5 * DAY;
  const fallen = {
    ...right,
    prices: right.prices.map((price, i) => ((right.hours[i] ?? 0) < crash ? price : price / 3)),
  };
  expect(dailyReturns(fallen)).toMatchObject({ doubtful: [], returns: { 1: expect.closeTo(-Math.log(3), 12) } });
});

test('invariant: returns add up to the whole move where nothing is missing', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { minLength: 1, maxLength: 30 }), (moves) => {
      const { returns } = dailyReturns(pricesOf('ETH', moves));
      expect(returns).toHaveLength(moves.length);
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      expect(sum(returns)).toBeCloseTo(sum(moves), 9);
    }),
  );
});
