import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { standardBook, standardFunds } from '../../src/lab/book.js';
import { createLab } from '../../src/lab/lab.js';
import type { Log } from '../../src/model/log.js';
import { unixMillis } from '../../src/model/units.js';
import { startKeeper } from '../../src/operate/startKeeper.js';
import { openLedger } from '../../src/record/ledger.js';
import { startRun } from '../../src/record/statements/runs.js';
import { loadBook, writeBook } from '../../test/book.js';
import { type Reading, slopeOf } from './slope.js';

/**
 * `npm run bench:memory`: the real keeper on real contracts, tick after tick, with every deep figure of risk worked out at each
 * block; what is left on the heap after a full collection must not grow with the number of ticks.
 */
const { values } = parseArgs({
  options: { ticks: { type: 'string', default: '100000' }, every: { type: 'string', default: '2000' } },
});
const total = Number(values.ticks);
const every = Number(values.every);
/** What is loaded, compiled and cached at the beginning is no growth. */
const warmUp = Math.max(every, Math.floor(total / 10));
/** Blocks between two moves of the market; between them only time passes. */
const moveEvery = 100;
/** Growth over the whole run that is still noise of the collector. */
const noise = 2 * 1024 * 1024;

const collect = globalThis.gc;
if (collect === undefined) throw new Error('start it with --expose-gc, as `npm run bench:memory` does');

const forgets: (() => void | Promise<void>)[] = [];
const onFinished = (forget: () => void | Promise<void>) => void forgets.push(forget);
const lab = await createLab();
forgets.push(() => lab.stop());
try {
  process.exitCode = await run();
} finally {
  for (const forget of forgets.reverse()) await forget();
}

async function run(): Promise<number> {
  const account = await lab.createAccount(standardFunds);
  await lab.openBook(account, standardBook);
  const rules = [
    { hedge: 'ETH', when: 'abs(delta) > 2 or valueAtRisk99 > 50000', to: 0, on: 'perp-v2 ETH' },
    { topUp: 'perp-v2 *', when: 'health < 1.5 or touchProb24h > 0.9', to: 2, from: 'wallet USDC' },
  ];
  const files = writeBook(lab, { account: account.address, mode: 'shadow', rules }, onFinished);
  const ledger = openLedger({ file: files.ledger });
  forgets.push(() => ledger.close());
  await lab.testClient.setBlockTimestampInterval({ interval: 2 });
  let time = Number((await lab.publicClient.getBlock()).timestamp);
  const now = () => unixMillis(time * 1000);
  await ledger.commit(startRun({ version: 'memory', at: now() }));

  let seen = 0;
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
  ended.catch(failed.bind(null, {}));

  const readings: Reading[] = [];
  let price = 2_000;
  const startedAt = performance.now();
  for (let tick = 0; tick < total; tick++) {
    const before = seen;
    const next = new Promise<void>((resolve) => {
      wake = resolve;
    });
    if (tick % moveEvery === 0) {
      // Up and down within a few per cent: the same book, in ever new markets.
      price = 2_000 * (1 + 0.03 * Math.sin(tick / moveEvery));
      await lab.moveMarket(price, { seconds: 2 });
    } else await lab.testClient.mine({ blocks: 1 });
    if (seen === before) await Promise.race([next, ended]);
    if (tick >= warmUp && tick % every === 0) {
      collect?.();
      collect?.();
      const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
      readings.push({ tick, heap: heapUsed, buffers: arrayBuffers, rss });
      const spent = (performance.now() - startedAt) / 1000;
      process.stderr.write(
        `tick ${tick}  heap ${mib(heapUsed)}  buffers ${mib(arrayBuffers)}  rss ${mib(rss)}  ${spent.toFixed(0)} s\n`,
      );
    }
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
