import { expect, onTestFinished, test } from 'vitest';
import type { Milliseconds } from '../../../model/units.js';
import { startWebStandIn } from '../testing/webStandIn.js';
import { type CallOutwardOptions, callOutward } from './callOutward.js';

type Judged = Awaited<ReturnType<CallOutwardOptions['judge']>>;

const well: Judged = { ready: true, reasons: [] };
const ill: Judged = {
  ready: false,
  reasons: ['arbitrum: its newest block is 3 min old', 'base: no block was seen yet'],
};

/** A watch, and a keeper whose health a test says, looked at every 5 ms that count as 20 s. */
async function setUp({ path = '/ping/secret-of-the-watch', timeoutMs = 20_000 } = {}) {
  const watch = await startWebStandIn();
  const stop = new AbortController();
  const said: string[] = [];
  const say = (facts: object, message: string) => void said.push(`${message} ${JSON.stringify(facts)}`);
  let health = well;
  let looks = 0;
  const calling = callOutward({
    ...{ url: `${watch.url}${path}`, every: 5 as Milliseconds, stop: stop.signal, timeoutMs },
    log: { debug: say, info: say, warn: say, error: say },
    elapsed: () => looks * 20_000,
    judge: async () => {
      looks += 1;
      return health;
    },
  });
  onTestFinished(async () => {
    stop.abort();
    await calling;
    await watch.close();
  });
  return {
    ...{ watch, said, stop, calling },
    looks: () => looks,
    is(given: Judged) {
      health = given;
    },
    callsFrom: (index: number) => watch.requests.slice(index).map(({ method, path: to }) => `${method} ${to}`),
  };
}

const patience = { timeout: 20_000 };

test('default: calls as long as all is well, and stops when it is told to', async () => {
  const { watch, stop, calling, callsFrom } = await setUp();
  await watch.received(3);
  stop.abort();
  await calling;
  expect(new Set(callsFrom(0))).toEqual(new Set(['GET /ping/secret-of-the-watch']));
});

test('behavior: what is wrong for a minute is told, with its reasons; what passes sooner wakes nobody', async () => {
  const { watch, is, looks, callsFrom } = await setUp({ path: '/ping/secret?rid=1' });
  await watch.received(1);
  is(ill);
  const before = looks();
  await expect.poll(() => watch.requests.find(({ path }) => path.includes('fail')), patience).toBeDefined();
  expect(looks() - before).toBeGreaterThan(3);
  expect(watch.requests.at(-1)).toMatchObject({ method: 'POST', path: '/ping/secret/fail?rid=1' });
  expect(watch.requests.at(-1)?.body).toBe(ill.reasons.join('\n'));
  is(well);
  const told = watch.requests.length;
  await expect.poll(() => callsFrom(told + 1), patience).toContain('GET /ping/secret?rid=1');
});

test('behavior: a watch that is not reached is told in the log once, and once more when it is; without what is secret', async () => {
  const { watch, said } = await setUp();
  watch.answer('cut');
  await watch.received(watch.requests.length + 4);
  watch.answer({ status: 200, body: 'OK' });
  await expect.poll(() => said.length, patience).toBe(2);
  expect(said[0]).toContain('the watch outside was not reached');
  expect(said[1]).toContain('is reached again');
  expect(said.join()).not.toContain('secret');
});

test('behavior: one that hangs is not waited for: that is told, and it is called again', async () => {
  const { watch, said } = await setUp({ timeoutMs: 200 });
  watch.answer('hang');
  await watch.received(watch.requests.length + 3);
  expect(said[0]).toContain('the watch outside was not reached');
});
