import { expect, test } from 'vitest';
import { AskError } from './ask.js';
import { isToTryAgain } from './tryAgain.js';

const failed = (status: number) => new AskError({ status, code: 'x', message: 'x' });

test('default: what failed is asked for again after a rest, and what was answered is not', () => {
  expect(isToTryAgain(null, 0, 60_000)).toBe(false);
  expect(isToTryAgain(failed(0), 1_000, 5_999)).toBe(false);
  expect(isToTryAgain(failed(0), 1_000, 6_000)).toBe(true);
});

test.each([-1, 0, 408, 429, 500, 503])('behavior: %i may be another answer later', (status) => {
  expect(isToTryAgain(failed(status), 0, 60_000)).toBe(true);
});

test.each([400, 401, 403, 404, 409, 421])('behavior: %i stays what it is until somebody does something', (status) => {
  expect(isToTryAgain(failed(status), 0, 60_000)).toBe(false);
});
