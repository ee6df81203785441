import { expect, test } from 'vitest';
import { createLimiter } from './limiter.js';

test('default: twenty at once, a word to the first too many, silence after that, and one more every three seconds', () => {
  let at = 0;
  const limiter = createLimiter(() => at);
  const taken = (count: number) => Array.from({ length: count }, () => limiter.take(1));
  expect(new Set(taken(20))).toEqual(new Set(['yes']));
  expect(taken(3)).toEqual(['told', 'no', 'no']);
  expect(limiter.take(2)).toBe('yes');
  at += 3_000;
  expect(taken(3)).toEqual(['yes', 'told', 'no']);
  at += 3_600_000;
  expect(new Set(taken(20))).toEqual(new Set(['yes']));
  expect(limiter.take(1)).toBe('told');
});
