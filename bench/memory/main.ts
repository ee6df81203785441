import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import type { Log } from '../../src/model/log.js';
import { unixMillis } from '../../src/model/units.js';
import { startKeeper } from '../../src/operate/startKeeper.js';
import { openLedger } from '../../src/record/ledger.js';
import { importHourPrices } from '../../src/record/statements/prices.js';
import { startRun } from '../../src/record/statements/runs.js';
import { loadBook, writeBook } from '../../test/book.js';
import { type OnLab, onLab } from '../onLab.js';
import { startCannedNode } from './cannedNode.js';
import { marketRules, pastPrices, recordMarket } from './marketRecorded.js';
import { type Reading, slopeOf } from './slope.js';

/**
 * `npm run bench:memory`: the real keeper, with a real ledger and what real contracts have answered, tick after tick. Every thirtieth
 * is a sample: all figures of risk are worked out and written down, as with a real book. What is left on the heap after a full collection must not grow with the number of ticks.
 */
const { values } = parseArgs({
  options: { ticks: { type: 'string', default: '100000' }, every: { type: 'string', default: '2000' } },
});
const total = Number(values.ticks);
const every = Number(values.every);
/** What is loaded, compiled and cached at the beginning is no growth. */
const warmUp = Math.max(every, Math.floor(total / 10));
/** Growth over the whole run that is still noise of the collector. */
const noise = 2 * 1024 * 1024;

const collect = globalThis.gc;
if (collect === undefined) throw new Error('start it with --expose-gc, as `npm run bench:memory` does');

await onLab(run);

async function run({ lab, account, onFinished }: OnLab): Promise<number> {
  const node = await startCannedNode(lab.url);
  onFinished(node.stop);
  const files = writeBook(
    lab,
    { account: account.address, mode: 'shadow', rules: marketRules, endpoints: [node.wsUrl] },
    onFinished,
  );
  const ledger = openLedger({ file: files.ledger });
  onFinished(() => ledger.close());
  let time = Number((await lab.publicClient.getBlock()).timestamp);
  const now = () => unixMillis(time * 1000);
  await ledger.commit([startRun({ version: 'memory', at: now() }), importHourPrices(pastPrices(now()))]);

  let seen = 0;
  let failure: unknown = null;
  let wake = () => {};
  const silent = () => {};
  const failed = (facts: object, message: string) => process.stderr.write(`${message} ${JSON.stringify(facts)}\n`);
  const log: Log = { debug: silent, info: silent, warn: silent, error: failed };
  const stop = new AbortController();
  const ended = startKeeper({
    config: loadBook(files),
    ledger,
    signerOf: () => Promise.reject(new Error('a shadow signs nothing')),
    now,
    quoting: { everyMs: 0, clock: () => now() },
    log,
    stop: stop.signal,
    onTick({ snapshot }) {
      time = Math.max(time, snapshot.block.timestamp);
      seen++;
      wake();
    },
  });
  ended.catch((error: unknown) => {
    failure = error;
    wake();
  });
  const tickAfter = async (doing: () => unknown) => {
    const before = seen;
    const next = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await doing();
    // No race with its end: each would leave a reaction there for good, which is then what is measured.
    if (seen === before) await next;
    if (failure !== null) throw failure;
  };

  await recordMarket(lab, async () => {
    // What is asked once a minute is asked of each state, so that it can be told again.
    time += 61;
    await tickAfter(node.record);
  });
  await lab.stop();

  const readings: Reading[] = [];
  const startedAt = performance.now();
  for (let tick = 0; tick < total; tick++) {
    await tickAfter(() => node.replay());
    if (tick < warmUp || tick % every !== 0) continue;
    collect?.();
    collect?.();
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
    readings.push({ tick, heap: heapUsed, buffers: arrayBuffers, rss });
    const spent = (performance.now() - startedAt) / 1000;
    process.stderr.write(
      `tick ${tick}  heap ${mib(heapUsed)}  buffers ${mib(arrayBuffers)}  rss ${mib(rss)}  ${spent.toFixed(0)} s\n`,
    );
  }
  stop.abort();
  await ended;
  const growth = slopeOf(readings, 'heap') * total;
  const buffers = slopeOf(readings, 'buffers') * total;
  const verdict = growth < noise && buffers < noise;
  process.stdout.write(
    `${seen} ticks in ${((performance.now() - startedAt) / 1000).toFixed(0)} s (ledger in ${tmpdir()}): heap ${mib(readings[0]?.heap ?? 0)} at tick ${readings[0]?.tick}, ${mib(readings.at(-1)?.heap ?? 0)} at the end; by the line through all ${readings.length} readings it grows ${mib(growth)} in ${total} ticks, array buffers ${mib(buffers)}: ${verdict ? 'no growth' : 'IT GROWS'}\n`,
  );
  return verdict ? 0 : 1;
}

function mib(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(2)} MiB`;
}
