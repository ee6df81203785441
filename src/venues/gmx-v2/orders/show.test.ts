import { expect, test } from 'vitest';
import { showAmount } from './show.js';

test('default', () => {
  expect(showAmount(2_198_700_000n, 6)).toBe('2 198.7');
  expect(showAmount(1_137_945_218_108_400n, 18)).toBe('0.00113794');
  expect(showAmount(1_137_945_218_108_400n, 18, 'up', 3)).toBe('0.00114');
  expect(showAmount(0n, 18)).toBe('0');
});

test('behavior: a whole part is never cut', () => {
  expect(showAmount(12_345_678_900_000n, 6)).toBe('12 345 678');
  expect(showAmount(123_456_789n, 0)).toBe('123 456 789');
});

test('behavior: rounding up may carry', () => {
  expect(showAmount(999_999_999n, 6, 'up', 3)).toBe('1 000');
});
