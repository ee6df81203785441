import { expect, test } from 'vitest';
import { after, ago, clock, decimal, duration, integer, percent, signed, tidied } from './numbers.js';

test('default: thousands are grouped, decimals fixed', () => {
  expect(decimal(2204.176)).toBe('2 204.18');
  expect(decimal(-1234567.5, 1)).toBe('-1 234 567.5');
  expect(integer(401223187n)).toBe('401 223 187');
  expect(percent(0.1234)).toBe('12.3 %');
  expect(percent(Number.NaN)).toBe('-');
});

test('behavior: what is not a number, has no bound or rounds to zero is shown as such', () => {
  expect(decimal(Number.NaN)).toBe('-');
  expect(decimal(Number.POSITIVE_INFINITY)).toBe('∞');
  expect(decimal(-0.001)).toBe('0.00');
  expect(signed(0.001)).toBe('0.00');
  expect(signed(2.41)).toBe('+2.41');
});

test('behavior: times and durations', () => {
  const noon = Date.UTC(2026, 0, 2, 12, 4, 31);
  expect(clock(noon, noon)).toBe('12:04:31');
  expect(clock(noon, noon + 86_400_000)).toBe('2026-01-02 12:04:31');
  expect([duration(3200), duration(240_000), duration(7_200_000)]).toEqual(['3.2 s', '4 min', '2 h']);
});

test('behavior: a clock that is ahead of ours is now', () => {
  expect([ago(-85_976_600), ago(0), ago(999), ago(3200), ago(240_000)]).toEqual([
    'just now',
    'just now',
    'just now',
    '3.2 s ago',
    '4 min ago',
  ]);
  expect([after(-5), after(312), after(9_999), after(240_000)]).toEqual(['+0.00 s', '+0.31 s', '+10.00 s', '+4 min']);
});

test('behavior: numbers in a sentence lose what nobody reads, words and ids nothing', () => {
  expect(tidied('buy 0.6256237560302018 ETH on perp-v2, at 2464.73 or better')).toBe(
    'buy 0.6256 ETH on perp-v2, at 2 464.73 or better',
  );
  expect(tidied('take exactly 2 064.207135 USDC')).toBe('take exactly 2 064.2071 USDC');
  expect(tidied('position 7 of 0x12.3 on v1.2.3, 1000 times.')).toBe('position 7 of 0x12.3 on v1.2.3, 1000 times.');
});
