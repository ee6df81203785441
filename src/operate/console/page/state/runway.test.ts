import { expect, test } from 'vitest';
import { chanceOf, runway } from './runway.js';

test('behavior: a runway and a chance are said as the terminal says them, with a dash where nobody knows', () => {
  expect([runway(381.86), runway('infinite'), runway(null)]).toEqual(['16 d', 'over a year', '–']);
  expect([chanceOf(0.000_02), chanceOf(0), chanceOf(null)]).toEqual(['< 0.01', '0.00', '–']);
});
