import { expect, test } from 'vitest';
import type { SeriesView } from '../../../views/series.js';
import { added, joined, paceOf } from './series.js';

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

test('behavior: a gap before what is new of ticks stays between the old and the new', () => {
  const view = (at: number[], last: (number | null)[]): SeriesView => ({
    ...{ asOf: 0, book: 'eth-book', books: [], from: 0, to: 0, stepMs: 0, points: at.length, since: 0, at },
    columns: [{ name: 'equityUsd', unit: 'usd', last, min: null, max: null }],
  });
  const whole = joined(view([10, 20], [1, 2]), view([21, 7_000, 7_010], [null, 3, 4]), 20);
  expect(whole.at).toEqual([20, 21, 7_000, 7_010]);
  expect(whole.columns[0]?.last).toEqual([2, null, 3, 4]);
});
