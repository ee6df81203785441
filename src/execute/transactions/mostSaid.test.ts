import { expect, test } from 'vitest';
import { mostSaid } from './mostSaid.js';

test('default: most, and the lowest where they are as many', () => {
  expect(mostSaid([7, 9, 7])).toBe(7);
  expect(mostSaid([9, 9, 7])).toBe(9);
  expect(mostSaid([9, 7])).toBe(7);
  expect(mostSaid([5])).toBe(5);
});

test('args: counts, none', () => {
  expect(mostSaid([])).toBeNull();
});
