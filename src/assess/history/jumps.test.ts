import { expect, test } from 'vitest';
import { createDice } from './dice.js';
import { findJumps, jumpsOf } from './jumps.js';

const steady = (days: number, seed: number): number[] => {
  const dice = createDice(seed);
  return Array.from({ length: days }, () => 0.03 * dice.normal());
};
const planted = new Map([
  [200, -0.35],
  [500, 0.3],
  [700, -0.4],
  [950, -0.25],
]);
const jumpy = steady(1_000, 9).map((value, day) => planted.get(day) ?? value);

test('default: it finds the days that jumped and no others', () => {
  expect(findJumps(jumpy)).toEqual([...planted.keys()]);
});

test('behavior: they are told by how often they come and how large they are', () => {
  const jumps = jumpsOf(jumpy);
  expect(jumps?.perYear).toBeCloseTo((4 / 971) * 365, 9);
  expect(jumps?.mean).toBeCloseTo((-0.35 + 0.3 - 0.4 - 0.25) / 4, 12);
  expect(jumps?.deviation).toBeCloseTo(Math.sqrt((0.175 ** 2 + 0.475 ** 2 + 0.225 ** 2 + 0.075 ** 2) / 3), 12);
});

test('behavior: steady days have hardly any: one history in eleven has any', () => {
  const found = Array.from({ length: 40 }, (_, seed) => findJumps(steady(500, seed)).length);
  expect(found.filter((count) => count > 0).length).toBeLessThan(8);
  expect(Math.max(...found)).toBeLessThan(3);
});

test('args: without a year, or with one jump, nothing is said', () => {
  expect(jumpsOf(jumpy.slice(0, 249))).toBeNull();
  const one = steady(300, 2).map((value, day) => (day === 150 ? 0.4 : value));
  expect(findJumps(one)).toEqual([150]);
  expect(jumpsOf(one)).toBeNull();
  expect(findJumps([])).toEqual([]);
  expect(findJumps(new Array<number>(300).fill(0))).toEqual([]);
});
