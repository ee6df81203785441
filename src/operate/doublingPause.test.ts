import { expect, test } from 'vitest';
import { doublingPause } from './doublingPause.js';

test('default: twice as long each time, and a minute at most however often it failed', () => {
  expect([1, 2, 3, 6, 7, 5_000].map((failures) => doublingPause(failures, 1_000))).toEqual([
    1_000, 2_000, 4_000, 32_000, 60_000, 60_000,
  ]);
});
