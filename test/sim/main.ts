import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Result, sayFailure, summary } from './report.js';
import type { Task } from './worker.js';
import { type WorldName, worldKinds } from './worlds.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    'first-seed': { type: 'string', default: '1' },
    world: { type: 'string' },
    workers: { type: 'string', default: String(Math.min(availableParallelism(), 8)) },
    trace: { type: 'boolean', default: false },
  },
});
const first = whole('first-seed', values['first-seed']);
const count = whole('seeds', values.seeds);
const workers = Math.min(whole('workers', values.workers), count);
const { world } = values;
if (world !== undefined && !isWorld(world)) refuse(`--world is one of ${Object.keys(worldKinds).join(', ')}`);

const started = performance.now();
const results = await Promise.all(Array.from({ length: workers }, (_, i) => runWorker(i)));
const all = results.flat().sort((a, b) => a.seed - b.seed);
console.log(summary(all, performance.now() - started));
process.exit(all.length < count || all.some(({ violations }) => violations.length > 0) ? 1 : 0);

/** Every `workers`th seed, one after the other, so that which worker runs a seed does not hang on how fast others are. */
function runWorker(index: number): Promise<Result[]> {
  return new Promise((resolve, reject) => {
    const done: Result[] = [];
    const child = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), { stdio: 'inherit' });
    let seed = first + index;
    const next = () => {
      if (seed >= first + count) {
        child.disconnect();
        return;
      }
      child.send({ seed, world: worldOf(seed), whole: values.trace } satisfies Task);
      seed += workers;
    };
    child.on('message', (result: Result) => {
      done.push(result);
      if (values.trace) console.log([`seed ${result.seed}`, ...result.trace].join('\n'));
      else if (result.violations.length > 0) console.log(sayFailure(result, commandFor(result.seed)));
      if (done.length % 25 === 0) console.log(`worker ${index + 1}: ${done.length} seeds done`);
      next();
    });
    child.on('exit', (code) => (code === 0 ? resolve(done) : reject(new Error(`a worker ended with ${code}`))));
    next();
  });
}

function worldOf(_seed: number): WorldName {
  return (world as WorldName | undefined) ?? 'perp';
}

function commandFor(seed: number): string {
  const elsewhere = world === undefined ? '' : ` --world ${world}`;
  return `npm run sim -- --seeds 1 --first-seed ${seed} --trace${elsewhere}`;
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) refuse(`--${name} is a whole number from 1 on`);
  return value;
}

function isWorld(name: string): name is WorldName {
  return name in worldKinds;
}

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}
