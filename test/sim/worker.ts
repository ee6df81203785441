import { type Result, resultOf } from './report.js';
import { runSeed } from './runSeed.js';
import { openWorld, type WorldName } from './worlds.js';

/** What a worker is told to do, one at a time. */
export type Task = { seed: number; world: WorldName; whole: boolean };

/** A process of its own with a chain of its own; it ends when nobody talks to it any more. */
const ends: (() => void)[] = [];
const open = openWorld((end) => ends.push(end));
process.on('message', (task: Task) => void work(task));
process.on('disconnect', () => void close());

async function work({ seed, world, whole }: Task): Promise<void> {
  const started = performance.now();
  try {
    const result = resultOf(await runSeed({ world: await open.world(world), seed }), 0, whole);
    tell({ ...result, ms: performance.now() - started });
  } catch (error) {
    console.error(`seed ${seed} could not be run:`, error);
    process.exit(2);
  }
}

const tell = (result: Result) => process.send?.(result);

async function close(): Promise<void> {
  await open.stop();
  for (const end of ends) end();
  process.exit(0);
}
