import { Agent, get, type OutgoingHttpHeaders } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { unixMillis } from '../../src/model/units.js';
import { seedBook } from '../../src/operate/orders/testing/deskLedger.js';
import { newId } from '../../src/record/id.js';
import { insertTick } from '../../src/record/statements/ticks.js';
import { sampleTick } from '../../src/record/testing/sample.js';
import { type Measured, tell } from './report.js';
import { type Served, whileServed } from './served.js';

/**
 * `npm run bench -- console`: how long it is from when the ledger has a tick to when whoever looks at the console is told of it, and to
 * when the page has what it shows of it. Over real sockets, the server in a thread of its own. Ends with 1 where the limit is broken.
 */
const { values } = parseArgs({ options: { ticks: { type: 'string', default: '300' } } });
const ticks = Number(values.ticks);
const limitMs = 100;
/** Number of the newest tick; the book begins with one. */
let written = 1;

await whileServed(
  (ledger) => seedBook(ledger, 'eth-book', { at: Date.now() }),
  async (served) => {
    const rows: Measured[] = [];
    for (const clients of [1, 50]) rows.push(...(await measured(served, clients)));
    process.exitCode = tell(rows);
  },
);

/** How long each tick took to each of so many clients, and to the answer that one of them asks for then, ms. */
async function measured({ url, ledger, tokens }: Served, clients: number): Promise<Measured[]> {
  const agent = new Agent({ keepAlive: true });
  const headersOf = (n: number) => ({
    authorization: `Bearer ${tokens[n % tokens.length]}`,
    'accept-encoding': 'gzip',
  });
  const streams = await Promise.all(Array.from({ length: clients }, (_, n) => listen(url, headersOf(n))));
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
    await answered(`${url}/v1/overview`, agent, headersOf(0));
    shown.push(performance.now() - from);
    await Promise.all(others);
  }
  for (const stream of streams) stream.close();
  agent.destroy();
  const who = clients === 1 ? '1 client' : `${clients} clients`;
  return [
    { what: `commit to event, ${who}`, times: told, limitMs },
    { what: `commit to the overview in hand, ${who}`, times: shown, limitMs },
  ];
}

function listen(
  url: string,
  headers: OutgoingHttpHeaders,
): Promise<{ toldOf(tick: number): Promise<void>; close(): void }> {
  return new Promise((resolve, reject) => {
    const request = get(`${url}/v1/live`, { headers }, (response) => {
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

function answered(url: string, agent: Agent, headers: OutgoingHttpHeaders): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => response.resume().on('end', () => resolve())).on('error', reject);
  });
}
