import { expect, test } from 'vitest';
import { programmesOf } from './programmesOf.js';

const step = (key: string, index: number, of: number) => ({ key, index, of });

test('default: a row is named by its first order, and what stands for itself is in none', () => {
  const made = [
    { id: 'a', step: step('one', 0, 2) },
    { id: 'b', step: undefined },
    { id: 'c', step: step('two', 0, 2) },
    { id: 'd', step: step('one', 1, 2) },
    { id: 'e', step: step('two', 1, 2) },
  ];
  expect(programmesOf(made)).toEqual([
    { programme: 'a', index: 0, of: 2 },
    null,
    { programme: 'c', index: 0, of: 2 },
    { programme: 'a', index: 1, of: 2 },
    { programme: 'c', index: 1, of: 2 },
  ]);
});

test('behavior: a row whose first action became no order is named by the first that did', () => {
  expect(programmesOf([{ id: 'b', step: step('one', 1, 2) }])).toEqual([{ programme: 'b', index: 1, of: 2 }]);
});
