import { expect, onTestFinished, test } from 'vitest';
import { createLoopLag, highestOf } from './loopLag.js';

test('default: that the process stood still is told for a span, and not by one look only', async () => {
  const lag = createLoopLag();
  expect(lag.now()).toEqual({ mean: 0, worst: 0 });
  lag.enable();
  onTestFinished(lag.disable);
  const stand = new Int32Array(new SharedArrayBuffer(4));
  const lookAgain = async () => {
    Atomics.wait(stand, 0, 0, 300);
    await lag.look();
    return lag.now().worst;
  };
  await expect.poll(lookAgain, { timeout: 30_000 }).toBeGreaterThan(100);
  for (let i = 0; i < 5; i++) {
    await lag.look();
    expect(lag.now().worst).toBeGreaterThan(100);
  }
});

test('behavior: the highest of a span, for as long as it lasts', () => {
  const highest = highestOf(60_000);
  expect(highest(3, 0)).toBe(3);
  expect(highest(2_500, 1_000)).toBe(2_500);
  for (let at = 2_000; at < 61_000; at += 1_000) expect(highest(4, at)).toBe(2_500);
  expect(highest(1, 61_000)).toBe(4);
  expect(highest(1, 200_000)).toBe(1);
});
