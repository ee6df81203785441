import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import type { Ledger } from '../../record/ledger.js';
import { raiseAlert } from '../../record/statements/alerts.js';
import { replacePulse } from '../../record/statements/pulses.js';
import { insertTick } from '../../record/statements/ticks.js';
import { sampleOrder, sampleTick, temporaryFolder, workOf } from '../../record/testing/sample.js';
import { emptyLedger, keptAt, keptLedger, samplePulse } from '../views/testing/keptLedger.js';
import { monitoringMetrics } from './monitoringMetrics.js';
import { serveMonitoring } from './serveMonitoring.js';

const token = 'a'.repeat(40);
const silent = { debug() {}, info() {}, warn() {}, error() {} };

interface Served {
  url: string;
  ask(path: string, headers?: Record<string, string>): Promise<Response>;
  pass(ms: number): void;
}

async function served(ledger: Ledger, { withToken = false } = {}): Promise<Served> {
  let at: UnixMillis = unixMillis(keptAt + 1_000);
  const tokenFile = withToken ? join(temporaryFolder(onTestFinished), 'metrics.token') : null;
  if (tokenFile) {
    writeFileSync(tokenFile, `${token}\n`);
    chmodSync(tokenFile, 0o600);
  }
  const { url, close } = await serveMonitoring(
    { ledger, knowledge: { env: {}, chainOf: () => undefined }, now: () => at, log: silent },
    { listen: '127.0.0.1:0', tokenFile },
  );
  onTestFinished(close);
  return {
    url,
    ask: (path, headers = {}) => fetch(`${url}${path}`, { headers }),
    pass(ms) {
      at = unixMillis(at + ms);
    },
  };
}

/** Every line that is a figure. */
const figuresIn = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

test('default: all that is known, in the format of Prometheus, with names, units and types as documented', async () => {
  const ledger = await keptLedger();
  await ledger.commit(raiseAlert({ code: 'CHAIN_SILENT', subject: 'lab', text: 'nothing for 40 s', at: keptAt }));
  const { ask } = await served(ledger);
  const answer = await ask('/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  const lines = figuresIn(text);
  expect(lines).toEqual(
    expect.arrayContaining([
      'ballast_up 1',
      'ballast_ready 1',
      'ballast_head_block{chain="lab"} 401223187',
      'ballast_head_age_seconds{chain="lab"} 3',
      'ballast_tick_duration_seconds_bucket{chain="lab",le="0.025"} 4',
      'ballast_tick_duration_seconds_bucket{chain="lab",le="+Inf"} 4',
      'ballast_tick_duration_seconds_sum{chain="lab"} 0.04',
      'ballast_tick_duration_seconds_count{chain="lab"} 4',
      'ballast_endpoint_up{chain="lab",endpoint="1 https://node.example"} 1',
      'ballast_trading_state{state="active"} 1',
      'ballast_trading_state{state="halted"} 0',
      expect.stringMatching(/^ballast_alerts_open\{code="CHAIN_SILENT",severity="\w+"\} 1$/),
      expect.stringMatching(/^ballast_equity_usd\{book="eth-book"\} \d/),
      expect.stringMatching(/^ballast_value_at_risk_95_usd\{book="eth-book"\} \d/),
    ]),
  );
  for (const { name, type, help } of monitoringMetrics) {
    expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
  }
  for (const line of lines) expect(line).toMatch(/^ballast_[a-z0-9_]+(\{[^{}]*\})? (-?\d[\d.e+-]*|[+-]Inf)$/);
  const named = new Set(lines.map((line) => line.replace(/[{ ].*$/, '').replace(/_(bucket|sum|count)$/, '')));
  expect([...named].filter((name) => !monitoringMetrics.some((metric) => metric.name === name))).toEqual([]);
});

test('behavior: labels are those that are documented', async () => {
  const { ask } = await served(await keptLedger());
  for (const line of figuresIn(await (await ask('/metrics')).text())) {
    const [, name = '', labels = ''] = /^(\w+?)(?:_bucket|_sum|_count)?(?:\{(.*)\})? /.exec(line) ?? [];
    const metric = monitoringMetrics.find((one) => one.name === name) ?? expect.fail(`${name} is not documented`);
    const used = [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label).filter((label) => label !== 'le');
    expect({ name, used }).toEqual({ name, used: metric.labels });
  }
});

test('behavior: a ledger on which nothing has happened yet has no figures that are not known', async () => {
  const { ask } = await served(emptyLedger());
  const lines = figuresIn(await (await ask('/metrics')).text());
  expect(lines).toContain('ballast_up 0');
  expect(lines.join('\n')).not.toMatch(/NaN|undefined|null|equity|head_block/);
});

test('behavior: read at most once a second, however many ask', async () => {
  const ledger = await keptLedger();
  const { ask, pass } = await served(ledger);
  const headBlock = async () => /ballast_head_block\S* (\d+)/.exec(await (await ask('/metrics')).text())?.[1];
  expect(await headBlock()).toBe('401223187');
  await ledger.commit(replacePulse(samplePulse({ head: { ...headOf(), number: 5 } })));
  expect(await headBlock()).toBe('401223187');
  pass(1_000);
  expect(await headBlock()).toBe('5');
});

const headOf = () => samplePulse().head ?? expect.fail('it has one');

test('behavior: of a chain that only an earlier run has kept nothing is told, and it keeps nobody from being ready', async () => {
  const ledger = await keptLedger();
  const left = { chainId: 1, chain: 'left', startedAt: unixMillis(keptAt - 1), writtenAt: unixMillis(keptAt - 1) };
  await ledger.commit((db) => replacePulse(samplePulse({ ...left, head: null }))(db, newId(keptAt)));
  const { ask } = await served(ledger);
  expect(await (await ask('/metrics')).text()).not.toContain('chain="left"');
  expect((await ask('/readyz')).status).toBe(200);
});

test('behavior: a book that is kept no longer has no figures', async () => {
  const ledger = await keptLedger();
  await ledger.commit(insertTick(sampleTick({ strategy: 'left-book', at: unixMillis(keptAt - 60_000) })));
  const { ask } = await served(ledger);
  const text = await (await ask('/metrics')).text();
  expect(text).toContain('{book="eth-book"}');
  expect(text).not.toContain('left-book');
});

test('behavior: what happens from now on is counted', async () => {
  const ledger = await keptLedger();
  const { ask, pass } = await served(ledger);
  const counted = async () =>
    figuresIn(await (await ask('/metrics')).text()).filter((line) =>
      /^ballast_(decisions|orders|fills)_total/.test(line),
    );
  const acted = 'ballast_decisions_total{book="eth-book",class="delta",verdict="act"}';
  const ordered = 'ballast_orders_total{book="eth-book",class="delta"}';
  // What is not there before it rises has not risen to Prometheus.
  const before = await counted();
  expect(before).toEqual(expect.arrayContaining([`${acted} 0`, `${ordered} 0`, 'ballast_fills_total 0']));
  await ledger.commit(workOf(sampleOrder({ createdAt: unixMillis(keptAt + 500) })));
  pass(2_000);
  const after = await counted();
  expect(after).toEqual(expect.arrayContaining([`${acted} 1`, `${ordered} 1`]));
  expect(after).toHaveLength(before.length);
});

test.each([
  ['head old', { maxHeadAgeMs: 1_000 }, 200, 503],
  ['quorum lost', { quorum: { wanted: 2, available: 1 } }, 200, 503],
  [
    'journal stuck',
    { journal: { openAttempts: 0, oldestAt: null, lastError: { text: 'disk full', at: keptAt } } },
    200,
    503,
  ],
  ['recovery not done', { ticks: { ...samplePulse().ticks, lastAt: null } }, 200, 503],
  ['loop silent', { writtenAt: unixMillis(keptAt - 60_000) }, 503, 503],
  ['all well', {}, 200, 200],
] as const)('behavior: %s', async (_, changes, live, ready) => {
  const ledger = await keptLedger();
  await ledger.commit(replacePulse(samplePulse(changes)));
  const { ask } = await served(ledger);
  expect((await ask('/healthz')).status).toBe(live);
  const answer = await ask('/readyz');
  expect(answer.status).toBe(ready);
  const { status, reasons } = (await answer.json()) as { status: string; reasons: string[] };
  expect({ status, hasReasons: reasons.length > 0 }).toEqual({
    status: ready === 200 ? 'ok' : 'failed',
    hasReasons: ready !== 200,
  });
});

test('behavior: a ledger that cannot be read is not ready, and says nothing of where it is', async () => {
  const ledger = await keptLedger();
  const { ask } = await served(ledger);
  ledger.close();
  const answer = await ask('/readyz');
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ status: 'failed', reasons: ['the ledger cannot be read'] });
  const metrics = await ask('/metrics');
  expect(metrics.status).toBe(500);
  expect(await metrics.json()).toEqual({ error: { code: 'failed', message: 'this could not be answered' } });
});

test('behavior: where there is a token, who has none is told only whether it is well', async () => {
  const ledger = await keptLedger();
  await ledger.commit(replacePulse(samplePulse({ quorum: { wanted: 2, available: 1 } })));
  const { ask } = await served(ledger, { withToken: true });
  for (const headers of [{}, { authorization: `Bearer ${'b'.repeat(40)}` }, { authorization: `Basic ${token}` }]) {
    const refused = await ask('/metrics', headers as Record<string, string>);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect(await (await ask('/readyz', headers as Record<string, string>)).json()).toEqual({ status: 'failed' });
  }
  const headers = { authorization: `Bearer ${token}` };
  expect((await ask('/metrics', headers)).status).toBe(200);
  expect(await (await ask('/readyz', headers)).json()).toMatchObject({ live: true, ready: false });
});

test('behavior: without a token a page elsewhere that made its name point here reads nothing', async () => {
  const { url } = await served(await keptLedger());
  const { status, text } = await askAs(url, '/metrics', 'evil.example');
  expect(status).toBe(401);
  expect(text).not.toContain('ballast_');
});

test.each(['0.0.0.0:0', '[::]:0', '192.0.2.1:9420'])('error: %s without a token is not served', async (listen) => {
  const context = { ledger: emptyLedger(), knowledge: { env: {}, chainOf: () => undefined }, now: () => keptAt };
  await expect(serveMonitoring({ ...context, log: silent }, { listen, tokenFile: null })).rejects.toThrow(
    /can be reached from other machines, and there is no token/,
  );
});

test('error: a port that is taken is told with the setting that names it', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const listen = `127.0.0.1:${(other.address() as AddressInfo).port}`;
  const context = { ledger: emptyLedger(), knowledge: { env: {}, chainOf: () => undefined }, now: () => keptAt };
  await expect(serveMonitoring({ ...context, log: silent }, { listen, tokenFile: null })).rejects.toMatchObject({
    shortMessage: `${listen} is taken by another process`,
    mend: 'end that, or name another: `metrics: listen` in ballast.yaml',
  });
});

/** `fetch` sends no host of one's own. */
function askAs(url: string, path: string, host: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request(`${url}${path}`, { headers: { host } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .on('error', reject)
      .end();
  });
}
