import { expect, test } from 'vitest';
import { isQuiet } from './isQuiet.js';

const night = { from: 22 * 60, to: 7 * 60, zone: 'Europe/Berlin' };
const at = (iso: string) => Date.parse(iso);

test('default: the clock on the wall of the zone decides, over midnight too', () => {
  expect(isQuiet(night, at('2026-01-10T20:59:00Z'))).toBe(false); // 21:59
  expect(isQuiet(night, at('2026-01-10T21:00:00Z'))).toBe(true); // 22:00
  expect(isQuiet(night, at('2026-01-11T05:59:59Z'))).toBe(true); // 06:59:59
  expect(isQuiet(night, at('2026-01-11T06:00:00Z'))).toBe(false); // 07:00
});

test('behavior: in summer the same hour is another moment', () => {
  expect(isQuiet(night, at('2026-07-10T20:00:00Z'))).toBe(true); // 22:00
  expect(isQuiet(night, at('2026-07-10T05:00:00Z'))).toBe(false); // 07:00
});

test('behavior: an hour that comes twice is quiet twice, and one that is left out is not missed', () => {
  const early = { from: 2 * 60, to: 3 * 60, zone: 'Europe/Berlin' };
  expect(isQuiet(early, at('2026-10-25T00:30:00Z'))).toBe(true);
  expect(isQuiet(early, at('2026-10-25T01:30:00Z'))).toBe(true);
  const spring = [0, 15, 30, 45, 60, 75].map((minutes) => at('2026-03-29T00:30:00Z') + minutes * 60_000);
  expect(spring.map((moment) => isQuiet(early, moment))).toEqual(spring.map(() => false));
  expect(isQuiet({ ...early, to: 4 * 60 }, at('2026-03-29T01:00:00Z'))).toBe(true); // 03:00 summer time
});

test('behavior: within one day', () => {
  const siesta = { from: 13 * 60, to: 15 * 60, zone: 'UTC' };
  expect(isQuiet(siesta, at('2026-01-10T14:59:00Z'))).toBe(true);
  expect(isQuiet(siesta, at('2026-01-10T15:00:00Z'))).toBe(false);
  expect(isQuiet(siesta, at('2026-01-10T00:00:00Z'))).toBe(false);
});
