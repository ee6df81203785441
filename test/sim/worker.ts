import type { DurableStep } from './machine.js';
import { type Cell, durableSteps, runCell } from './matrix.js';
import { type Result, resultOf } from './report.js';
import { runSeed } from './runSeed.js';
import { openWorlds, type WorldName } from './worlds.js';

/** What a worker is told to do, one at a time. */
export type Task =
  | { kind: 'seed'; seed: number; world: WorldName; whole: boolean }
  | { kind: 'story' }
  | { kind: 'cell'; cell: Cell };

/** What it answers, in the same order. */
export type Answer =
  | { kind: 'seed'; result: Result }
  | { kind: 'story'; steps: readonly DurableStep[] }
  | { kind: 'cell'; cell: Cell; result: Result };

/** A process of its own with a chain of its own; it ends when nobody talks to it any more. */
const open = openWorlds();
process.on('message', (task: Task) => void work(task));
process.on('disconnect', () => void close());

async function work(task: Task): Promise<void> {
  try {
    process.send?.(await answerTo(task));
  } catch (error) {
    console.error(`${JSON.stringify(task)} could not be run:`, error);
    process.exit(2);
  }
}

async function answerTo(task: Task): Promise<Answer> {
  const started = performance.now();
  switch (task.kind) {
    case 'seed': {
      const run = await runSeed({ world: await open.world(task.world), seed: task.seed });
      return { kind: 'seed', result: resultOf(run, performance.now() - started, task.whole) };
    }
    case 'story':
      return { kind: 'story', steps: await durableSteps(await open.world('perp')) };
    case 'cell': {
      const outcome = await runCell(await open.world('perp'), task.cell);
      return {
        kind: 'cell',
        cell: task.cell,
        result: resultOf({ seed: 0, ...outcome }, performance.now() - started, true),
      };
    }
  }
}

async function close(): Promise<void> {
  await open.stop();
  process.exit(0);
}
