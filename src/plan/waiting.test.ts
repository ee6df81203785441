import { expect, test } from 'vitest';
import { milliseconds, unixMillis } from '../model/units.js';
import { hedgeRule } from './testing/toyBook.js';
import { backOff, longestBackOff, longestSurvivalBackOff, waitingFor } from './waiting.js';

const rule = hedgeRule({ cooldown: milliseconds(60_000) });
const record = (lastAt: number, failures = 0) => ({ lastAt: unixMillis(lastAt), failures });
const now = unixMillis(1_000_000);

test('default: the cooldown, from the last order on', () => {
  expect(waitingFor(rule, undefined, 'delta', now)).toBeNull();
  expect(waitingFor(rule, record(940_001), 'delta', now)).toBe('cooling down: 0.1 s left of 60 s');
  expect(waitingFor(rule, record(940_000), 'delta', now)).toBeNull();
});

test('behavior: survival knows no cooldown', () => {
  expect(waitingFor(rule, record(999_999), 'survive', now)).toBeNull();
});

test('behavior: failures double the wait up to its bound', () => {
  expect([0, 1, 2, 3, 9, 10, 2_000].map((failures) => backOff(failures, 'delta'))).toEqual([
    0,
    2_000,
    4_000,
    8_000,
    512_000,
    longestBackOff,
    longestBackOff,
  ]);
  expect([1, 4, 5, 2_000].map((failures) => backOff(failures, 'survive'))).toEqual([
    2_000,
    16_000,
    longestSurvivalBackOff,
    longestSurvivalBackOff,
  ]);
});

test('behavior: a clock that was set back holds nothing up', () => {
  expect(waitingFor(rule, record(2_000_000, 5), 'survive', now)).toBeNull();
  expect(waitingFor(rule, record(2_000_000, 5), 'delta', now)).toBeNull();
});
