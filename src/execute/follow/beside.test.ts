import { expect, test } from 'vitest';
import { createBeside } from './beside.js';

/** A run that ends when it is told to. */
function held() {
  const begun: number[] = [];
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const beside = createBeside((input: number) => {
    begun.push(input);
    return new Promise<void>((resolve, reject) => void ends.push({ resolve, reject }));
  });
  return { begun, ends, beside };
}

test('default: it goes on beside, one at a time, and what comes meanwhile is left out', async () => {
  const { begun, ends, beside } = held();
  beside.begin(1);
  beside.begin(2);
  expect(begun).toEqual([1]);
  ends[0]?.resolve();
  await beside.ended();
  beside.begin(3);
  expect(begun).toEqual([1, 3]);
});

test('behavior: its end can be waited for, and nothing going on has ended', async () => {
  const { ends, beside } = held();
  await beside.ended();
  beside.begin(1);
  let over = false;
  const ended = beside.ended().then(() => {
    over = true;
  });
  await Promise.resolve();
  expect(over).toBe(false);
  ends[0]?.resolve();
  await ended;
  expect(over).toBe(true);
});

test('behavior: a failure is told once, at the next beginning or at the end', async () => {
  const { begun, ends, beside } = held();
  beside.begin(1);
  ends[0]?.reject(new Error('the disk is full'));
  await expect(beside.ended()).rejects.toThrow('the disk is full');
  await beside.ended();
  beside.begin(2);
  ends[1]?.reject(new Error('the disk is full again'));
  await new Promise(setImmediate);
  expect(() => beside.begin(3)).toThrow('the disk is full again');
  expect(begun).toEqual([1, 2]);
});
