import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { unixMillis, unixSeconds } from '../../src/model/units.js';
import { startServing } from '../../src/operate/api/startServing.js';
import { copyLedger } from '../../src/record/copy/copyLedger.js';
import { type Ledger, openLedger, type Work } from '../../src/record/ledger.js';
import { insertDecision, insertOrder } from '../../src/record/statements/orders.js';
import { startRun } from '../../src/record/statements/runs.js';
import {
  insertMarginAccounts,
  insertPositions,
  insertSnapshot,
  insertTick,
} from '../../src/record/statements/ticks.js';
import {
  sampleDecision,
  sampleMarginAccount,
  sampleOrder,
  samplePosition,
  sampleTick,
} from '../../src/record/testing/sample.js';
import { median, mib } from './machine.js';

/**
 * `npm run bench -- big-ledger`: a ledger of 2 GB (`--gib`), as months of a book leave it, and how long it takes to look at it: by verbs, by
 * the console's views, by Prometheus, and to copy it whole. Ends with 1 where a look takes longer than a second.
 */
const { values } = parseArgs({
  options: {
    main: { type: 'string', default: fileURLToPath(new URL('../../bundle/ballast.js', import.meta.url)) },
    gib: { type: 'string', default: '2' },
    repeats: { type: 'string', default: '5' },
  },
});
const wanted = Number(values.gib) * 1024 ** 3;
const repeats = Number(values.repeats);
const limitMs = 1_000;
/** Of one recorded tick, packed. */
const snapshotBytes = 60_000;
const ticksAtOnce = 200;

const folder = mkdtempSync(join(tmpdir(), 'ballast-big-'));
try {
  process.exitCode = await run(join(folder, 'ballast.db'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function run(file: string): Promise<number> {
  const ledger = openLedger({ file });
  const ticks = await fill(ledger, file);
  process.stdout.write(`${mib(statSync(file).size)}, ${ticks} recorded ticks\n`);
  const rows: [what: string, ms: number][] = [];
  const verb = (...args: string[]) => {
    const times = Array.from({ length: repeats }, () => {
      const before = performance.now();
      const { status } = spawnSync(resolve(values.main), [...args, '--db', file], { stdio: 'ignore' });
      if (status !== 0) throw new Error(`ballast ${args.join(' ')} ended with ${status}`);
      return performance.now() - before;
    });
    rows.push([`ballast ${args.join(' ')}`, median(times)]);
  };
  for (const word of ['status', 'orders', 'decisions', 'positions', 'alerts']) verb(word);
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const served = await startServing({
    ...{ ledger, log: silent, settingsFile: join(folder, 'ballast.yaml') },
    ...{ address: '127.0.0.1:0', setting: 'the bench' },
    ...{ knowledge: { env: {}, chainOf: () => undefined }, now: () => unixMillis(Date.now()) },
  });
  const paths = ['overview', 'positions', 'risk', 'orders', 'execution', 'decisions', 'reviews', 'alerts', 'system'];
  for (const path of [...paths.map((name) => `/v1/${name}`), '/metrics']) {
    const times: number[] = [];
    for (let i = 0; i < repeats; i++) {
      const before = performance.now();
      const answer = await fetch(`${served.url}${path}`);
      await answer.arrayBuffer();
      if (answer.status >= 500) throw new Error(`${path} answered ${answer.status}`);
      times.push(performance.now() - before);
    }
    rows.push([`GET ${path}`, median(times)]);
  }
  await served.close();
  const before = performance.now();
  await copyLedger({ from: file, to: join(folder, 'copy.db') });
  const copyMs = performance.now() - before;
  ledger.close();
  for (const [what, ms] of rows) {
    process.stdout.write(`${what.padEnd(22)}${ms.toFixed(0).padStart(8)} ms  ${ms <= limitMs ? 'met' : 'broken'}\n`);
  }
  process.stdout.write(`${'a whole copy'.padEnd(22)}${copyMs.toFixed(0).padStart(8)} ms\n`);
  return rows.some(([, ms]) => ms > limitMs) ? 1 : 0;
}

/** A tick every ten seconds up to now; each twentieth has decided something. */
async function fill(ledger: Ledger, file: string): Promise<number> {
  const data = randomBytes(snapshotBytes);
  const total = Math.ceil(wanted / (snapshotBytes + 4_096));
  const from = Date.now() - total * 10_000;
  await ledger.commit(startRun({ version: 'big', at: unixMillis(from) }));
  for (let done = 0; done < total; done += ticksAtOnce) {
    await ledger.commit(
      Array.from({ length: Math.min(ticksAtOnce, total - done) }, (_, i) => tickWork(from, done + i, data)),
    );
    if ((done / ticksAtOnce) % 25 === 0) process.stderr.write(`${mib(statSync(file).size)} …\n`);
  }
  return total;
}

function tickWork(from: number, number: number, data: Buffer): Work {
  const at = unixMillis(from + number * 10_000);
  const tick = sampleTick({
    at,
    blockNumber: BigInt(number),
    blockTimestamp: unixSeconds(Math.floor(at / 1_000)),
    summary: { mode: 'live', unread: [] },
  });
  const order = sampleOrder({ createdAt: at, status: 'Filled' });
  const decision = sampleDecision({ id: order.decision });
  const origin = { tick: tick.id, strategy: tick.strategy, strategyHash: tick.strategyHash, at };
  return [
    insertTick(tick),
    insertSnapshot(tick.id, { hash: tick.snapshotHash, data }),
    insertPositions(tick.id, [samplePosition]),
    insertMarginAccounts(tick.id, [sampleMarginAccount]),
    number % 20 === 0 ? [insertDecision(decision, origin), insertOrder(order, [])] : [],
  ];
}
