import { expect, test } from 'vitest';
import { BallastError } from './error.js';
import { settleAll } from './retryable.js';

const passing = new BallastError('busy', { retryable: true });
const grave = new Error('broken');

test('default: all values, in order', async () => {
  expect(await settleAll([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
});

test('behavior: waits for the slow ones, and throws what must end the process first', async () => {
  let finished = false;
  const slow = new Promise<void>((resolve) => {
    setImmediate(() => {
      finished = true;
      resolve();
    });
  });
  await expect(settleAll([Promise.reject(passing), slow, Promise.reject(grave)])).rejects.toBe(grave);
  expect(finished).toBe(true);
  await expect(settleAll([Promise.reject(passing)])).rejects.toBe(passing);
});
