import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { unixMillis } from '../../src/model/units.js';
import { makeToken } from '../../src/operate/api/tokens.js';
import { seedBook } from '../../src/operate/orders/testing/deskLedger.js';
import { newId } from '../../src/record/id.js';
import { openLedger } from '../../src/record/ledger.js';
import { insertTick } from '../../src/record/statements/ticks.js';
import { sampleTick } from '../../src/record/testing/sample.js';

/**
 * `npm run bench -- console`: how long it is from when the ledger has a tick to when whoever looks at the console is told of it, and to
 * when the page has what it shows of it. Over real sockets, the server in a thread of its own. Ends with 1 where the limit is broken.
 */
const { values } = parseArgs({ options: { ticks: { type: 'string', default: '300' } } });
const ticks = Number(values.ticks);
const limitMs = 100;
/** Number of the newest tick; the book begins with one. */
let written = 1;

const folder = mkdtempSync(join(tmpdir(), 'ballast-bench-'));
const file = join(folder, 'ballast.db');
const ledger = openLedger({ file });
/** Nobody may listen from more than 24 pages. */
const made = ['ann', 'bob', 'cay'].map((name) => makeToken(name, 'viewer'));
writeFileSync(join(folder, 'tokens'), made.map(({ line }) => line).join('\n'), { mode: 0o600 });
const headersOf = (n: number) => ({
  authorization: `Bearer ${made[n % made.length]?.token}`,
  'accept-encoding': 'gzip',
});
const worker = new Worker(new URL('./server.js', import.meta.url), {
  workerData: { file, tokensFile: join(folder, 'tokens') },
});

try {
  const [url] = (await once(worker, 'message')) as [string];
  await seedBook(ledger, 'eth-book', { at: Date.now() });
  const rows = [];
  for (const clients of [1, 50]) rows.push(await measured(url, clients));
  process.stdout.write(`${''.padEnd(44)}${'p50'.padStart(9)}${'p95'.padStart(9)}${'most'.padStart(9)}\n`);
  for (const [what, times] of rows.flat()) {
    const figures = [0.5, 0.95, 1].map((share) => `${quantile(times, share).toFixed(1)} ms`.padStart(9));
    const met = quantile(times, 0.95) <= limitMs ? 'met' : 'BROKEN';
    process.stdout.write(`${what.padEnd(44)}${figures.join('')}  p95 at most ${limitMs} ms: ${met}\n`);
    if (met === 'BROKEN') process.exitCode = 1;
  }
} finally {
  worker.postMessage('stop');
  await once(worker, 'exit');
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
}

/** How long each tick took to each of so many clients, and to the answer that one of them asks for then, ms. */
async function measured(url: string, clients: number): Promise<[string, readonly number[]][]> {
  const agent = new Agent({ keepAlive: true });
  const streams = await Promise.all(Array.from({ length: clients }, (_, n) => listen(url, n)));
  const told: number[] = [];
  const shown: number[] = [];
  for (let n = 0; n < ticks; n++) {
    // The looks of the server and the ticks of the chain do not keep step.
    await after(20 + ((n * 7) % 31));
    const at = unixMillis(Date.now());
    await ledger.commit(insertTick(sampleTick({ id: newId(at), at })));
    written += 1;
    const from = performance.now();
    const [first, ...others] = streams.map(async (stream) => {
      await stream.toldOf(written);
      told.push(performance.now() - from);
    });
    await first;
    await answered(`${url}/v1/overview`, agent);
    shown.push(performance.now() - from);
    await Promise.all(others);
  }
  for (const stream of streams) stream.close();
  agent.destroy();
  const who = clients === 1 ? '1 client' : `${clients} clients`;
  return [
    [`commit to event, ${who}`, told],
    [`commit to the overview in hand, ${who}`, shown],
  ];
}

function listen(url: string, n: number): Promise<{ toldOf(tick: number): Promise<void>; close(): void }> {
  return new Promise((resolve, reject) => {
    const request = get(`${url}/v1/live`, { headers: headersOf(n) }, (response) => {
      let tick = 0;
      let wake = () => {};
      response.setEncoding('utf8').on('data', (text: string) => {
        for (const [, number = ''] of text.matchAll(/^id: (\d+)-/gm)) tick = Number(number);
        wake();
        if (text.includes('event: hello')) resolve({ toldOf, close: () => request.destroy() });
      });
      response.on('error', () => {});
      async function toldOf(number: number): Promise<void> {
        while (tick < number)
          await new Promise<void>((woken) => {
            wake = woken;
          });
      }
    });
    request.on('error', reject);
  });
}

function answered(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: headersOf(0) }, (response) => response.resume().on('end', () => resolve())).on(
      'error',
      reject,
    );
  });
}

function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
