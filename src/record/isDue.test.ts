import { expect, test } from 'vitest';
import { isDue } from './isDue.js';

test('default: after so long, and the first time', () => {
  expect(isDue(undefined, 60, 1_000)).toBe(true);
  expect(isDue(1_000, 60, 1_059)).toBe(false);
  expect(isDue(1_000, 60, 1_060)).toBe(true);
});

test('behavior: a clock that was ahead and is set back silences nothing', () => {
  expect(isDue(86_400_000, 60, 1_000)).toBe(true);
});
