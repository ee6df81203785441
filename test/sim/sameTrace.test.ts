import { expect, onTestFinished, test } from 'vitest';
import { createPerpWorld } from './perpWorld.js';
import { runSeed } from './runSeed.js';

const seeds = [3, 6];

async function traces() {
  const world = await createPerpWorld(onTestFinished);
  try {
    const runs = [];
    for (const seed of seeds) runs.push(await runSeed({ world, seed, steps: 12 }));
    return runs;
  } finally {
    await world.stop();
  }
}

test('invariant: the same seed gives the same trace, line by line, on another chain too', {
  timeout: 180_000,
}, async () => {
  const [once, again] = [await traces(), await traces()];
  for (const [i, { trace }] of once.entries()) expect(again[i]?.trace).toEqual(trace);
  // There is something in it: another seed's is another one.
  expect(once[0]?.trace).not.toEqual(once[1]?.trace);
  expect(once.reduce((sum, { transactions }) => sum + transactions, 0)).toBeGreaterThan(0);
  expect(once.flatMap(({ violations }) => violations)).toEqual([]);
});
