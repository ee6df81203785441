import { expect, test } from 'vitest';
import { added, paceOf } from './series.js';

test('default: a series is asked for as often as its steps move, and never more than once a second', () => {
  expect(paceOf(0)).toBe(1_000);
  expect(paceOf(2_000)).toBe(1_000);
  expect(paceOf(60_000)).toBe(15_000);
});

test('behavior: a step that is told anew is no new step', () => {
  expect(added({ at: [60_000], stepMs: 60_000 })).toBe(0);
  expect(added({ at: [60_000, 120_000], stepMs: 60_000 })).toBe(1);
  // Of ticks, only those after the newest are told.
  expect(added({ at: [7], stepMs: 0 })).toBe(1);
  expect(added({ at: [], stepMs: 60_000 })).toBe(0);
});
