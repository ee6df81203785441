import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { DurableStep } from './machine.js';
import { type Cell, fates, matrixTable, sides } from './matrix.js';
import { type Result, sayFailure, summary } from './report.js';
import { workOff } from './workers.js';
import { type WorldName, worldKinds } from './worlds.js';

const usage = `npm run sim -- [--seeds 20] [--first-seed 1] [--world ${Object.keys(worldKinds).join('|')}] [--workers N] [--trace]
npm run sim -- --matrix [--every N] [--cell NTH:SIDE:FATE]`;

const { values } = readArguments();
const workers = wholeNumber('workers', values.workers);
process.exit((await (values.matrix ? runMatrix() : runSeeds())) ? 0 : 1);

async function runSeeds(): Promise<boolean> {
  const { world } = values;
  if (world !== undefined && !isWorld(world)) refuse('there is no such world');
  const first = wholeNumber('first-seed', values['first-seed']);
  const seeds = Array.from({ length: wholeNumber('seeds', values.seeds) }, (_, i) => first + i);
  const started = performance.now();
  const results: Result[] = [];
  const tasks = seeds.map(
    (seed) => ({ kind: 'seed', seed, world: world ?? worldOf(seed), whole: values.trace }) as const,
  );
  await workOff(tasks, workers, (answer) => {
    if (answer.kind !== 'seed') return;
    const { result } = answer;
    results.push(result);
    if (values.trace) console.log([`seed ${result.seed}`, ...result.trace].join('\n'));
    else if (result.violations.length > 0) {
      const elsewhere = world === undefined ? '' : ` --world ${world}`;
      console.log(sayFailure(result, `npm run sim -- --seeds 1 --first-seed ${result.seed} --trace${elsewhere}`));
    }
    if (results.length % 50 === 0) console.log(`${results.length} seeds done`);
  });
  results.sort((a, b) => a.seed - b.seed);
  console.log(summary(results, performance.now() - started));
  return results.length === seeds.length && results.every(({ violations }) => violations.length === 0);
}

async function runMatrix(): Promise<boolean> {
  const started = performance.now();
  let steps: readonly DurableStep[] = [];
  await workOff([{ kind: 'story' }], 1, (answer) => {
    if (answer.kind === 'story') ({ steps } = answer);
  });
  const every = wholeNumber('every', values.every);
  const nths = steps.map((_, nth) => nth).filter((nth) => nth % every === 0);
  const all = nths.flatMap((nth) => sides.flatMap((side) => fates.map((fate): Cell => ({ nth, side, fate }))));
  const cells = values.cell === undefined ? all : all.filter((cell) => nameOf(cell) === values.cell);
  const violations = new Map<string, number>();
  const tasks = cells.map((cell) => ({ kind: 'cell', cell }) as const);
  await workOff(tasks, workers, (answer) => {
    if (answer.kind !== 'cell') return;
    const { cell, result } = answer;
    violations.set(nameOf(cell), result.violations.length);
    if (values.trace) console.log(result.trace.join('\n'));
    if (result.violations.length > 0) console.log(sayFailure(result, `npm run sim -- --matrix --cell ${nameOf(cell)}`));
  });
  console.log(matrixTable(steps, (cell) => violations.get(nameOf(cell)) ?? null));
  const total = [...violations.values()].reduce((sum, count) => sum + count, 0);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${steps.length} durable steps, ${violations.size} deaths in ${seconds} s: ${total} violations`);
  return total === 0 && violations.size === cells.length && cells.length > 0;
}

/** `3:before:dropped`, steps counted from 1 as in the table. */
function nameOf({ nth, side, fate }: Cell): string {
  return `${nth + 1}:${side}:${fate}`;
}

/** Every fifth seed is played where orders take two steps. */
function worldOf(seed: number): WorldName {
  return seed % 5 === 0 ? 'gmx' : 'perp';
}

function isWorld(name: string): name is WorldName {
  return name in worldKinds;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        seeds: { type: 'string', default: '20' },
        'first-seed': { type: 'string', default: '1' },
        world: { type: 'string' },
        workers: { type: 'string', default: String(Math.min(availableParallelism(), 8)) },
        trace: { type: 'boolean', default: false },
        matrix: { type: 'boolean', default: false },
        every: { type: 'string', default: '1' },
        cell: { type: 'string' },
      },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) refuse(`--${name} is a whole number from 1 on`);
  return value;
}

function refuse(why: string): never {
  console.error(`${why}\n${usage}`);
  process.exit(2);
}
