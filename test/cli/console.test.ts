import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { keccak256 } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { roleNames } from '../../src/model/rights.js';
import { unixMillis } from '../../src/model/units.js';
import { listenLive } from '../../src/operate/api/testing/listenLive.js';
import { makeToken } from '../../src/operate/api/tokens.js';
import { changeTradingState } from '../../src/operate/changeTradingState.js';
import { openLedger } from '../../src/record/ledger.js';
import { latestRun } from '../../src/record/queries/latestRun.js';
import { operatorCommands } from '../../src/record/tables/runs.js';
import { type BookFiles, type BookText, writeSecret } from '../book.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { ballast, type Running } from './ballast.js';
import { createLongAccount, run, shadowBook, signedBook } from './longBook.js';

/** The console of a daemon that runs: what people do there, the keeper does. */

const lab = useLab();
keepWallTime(lab);

interface Served extends BookFiles {
  tokens: Readonly<Record<string, string>>;
}

/** A book of three ETH, and a console that lets one person of each role in. */
async function servedBook(text: Partial<BookText> = {}, listen = '127.0.0.1:0'): Promise<Served> {
  const account = await createLongAccount(lab());
  const files = text.mode === 'live' ? await signedBook(lab(), account, text) : shadowBook(lab(), account, text);
  const made = roleNames.map((role) => ({ role, ...makeToken(role, role) }));
  writeSecret(join(files.folder, 'console.tokens'), made.map(({ line }) => `${line}\n`).join(''));
  appendFileSync(files.settings, `console:\n  listen: ${listen}\n  tokens: console.tokens\n`);
  return { ...files, tokens: Object.fromEntries(made.map(({ role, token }) => [role, token])) };
}

/** Where its console is, and how to ask it. @param before Where it was before */
async function consoleOf(daemon: Running, { tokens }: Served, before?: string) {
  const isNew = before === undefined ? '' : `(?!.*${before}")`;
  const said = await daemon.line(new RegExp(`^${isNew}.*serves who has a token`));
  const { url } = JSON.parse(said) as { url: string };
  const headersOf = (as: string) => ({ authorization: `Bearer ${tokens[as]}` });
  // biome-ignore lint/suspicious/noExplicitAny: whatever the test looks for in it.
  const ask = async (as: string, path: string, body?: object): Promise<{ status: number; body: any }> => {
    const response = await fetch(`${url}${path}`, {
      headers: { ...headersOf(as), 'content-type': 'application/json' },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: await response.json() };
  };
  return { url, ask, live: () => listenLive({ port: Number(new URL(url).port) }, headersOf('viewer')) };
}

const slow = 180_000;

test(
  'default: what is halted on the console stays unsent, and is sent once somebody lets trading go on there',
  async () => {
    const files = await servedBook({ mode: 'live' });
    const before = openLedger({ file: files.ledger });
    await changeTradingState(before, { verb: 'halt', reason: 'not yet', author: 'ann', at: unixMillis(Date.now()) });
    before.close();
    const daemon = run(files);
    const { ask, live } = await consoleOf(daemon, files);
    const stream = await live();
    onTestFinished(() => stream.close());
    await stream.next('changed');

    expect((await ask('viewer', '/v1/overview')).body).toMatchObject({
      trading: { state: 'halted', reason: 'not yet' },
    });
    expect((await ask('operator', '/v1/trading-state/resume', {})).status).toBe(403);
    expect((await ask('viewer', '/v1/orders?open=true')).body.rows).toEqual([]);
    const resumed = await ask('admin', '/v1/trading-state/resume', { text: 'looked at it' });
    expect(resumed).toMatchObject({ status: 200, body: { state: 'active', author: 'admin' } });
    await daemon.line('order is Filled');
    await expect
      .poll(async () => (await ask('viewer', '/v1/orders')).body.rows, { timeout: 20_000 })
      .toMatchObject([{ status: 'Filled' }]);
    expect((await ask('operator', '/v1/trading-state/pause', { text: 'enough' })).body).toMatchObject({
      state: 'reducing',
    });
    expect((await ballast(['status', '--db', files.ledger])).stdout).toMatch(/reducing.*enough/);

    daemon.signal('SIGTERM');
    expect((await daemon.ended).code).toBe(0);
    await stream.ended;
    const ledger = openLedger({ file: files.ledger, readonly: true });
    onTestFinished(() => ledger.close());
    const said = (await ledger.db.select().from(operatorCommands)).map(({ verb, author }) => `${author} ${verb}`);
    expect(said.slice(-2)).toEqual(['admin resume', 'operator pause']);
    for (const token of Object.values(files.tokens)) {
      expect(daemon.said.stderr).not.toContain(token);
      expect(readFileSync(files.ledger, 'latin1')).not.toContain(token);
    }
  },
  slow,
);

test(
  'behavior: a change of a strategy is thought about, proposed by one, let in by another, and decided by',
  async () => {
    const files = await servedBook();
    const daemon = run(files);
    await daemon.line('would have traded');
    const { ask } = await consoleOf(daemon, files);
    const [running] = (await ask('viewer', '/v1/strategies')).body.strategies;
    const source = readFileSync(files.strategy, 'utf8').replace('abs(delta) > 0.5', 'abs(delta) > 0.7');
    const change = { strategy: running.name, source };

    const draft = await ask('trader', '/v1/proposals/draft', change);
    expect(draft.status).toBe(200);
    expect(JSON.stringify(draft.body.changes)).toContain('0.7');
    const bad = await ask('trader', '/v1/proposals/draft', { ...change, source: source.replace('delta', 'dleta') });
    expect(JSON.stringify(bad.body.problems)).toContain('is not a metric');

    const proposed = await ask('trader', '/v1/proposals', { ...change, text: 'too many trades' });
    expect(proposed.status).toBe(201);
    const { id, hash } = proposed.body;
    expect(hash).toBe(keccak256(new TextEncoder().encode(source)));
    expect((await ask('operator', `/v1/proposals/${id}/confirm`, { hash })).status).toBe(403);
    expect((await ask('admin', `/v1/proposals/${id}/confirm`, { hash: running.hash })).status).toBeGreaterThanOrEqual(
      400,
    );
    expect(await ask('admin', `/v1/proposals/${id}/confirm`, { hash })).toMatchObject({ status: 202 });
    // Twice is told, by whom it was.
    expect((await ask('admin', `/v1/proposals/${id}/confirm`, { hash })).body.error.message).toContain('by admin');
    await daemon.line('strategy changed');
    expect(readFileSync(files.strategy, 'utf8')).toBe(source);
    await expect
      .poll(
        async () => {
          await lab().testClient.mine({ blocks: 1 });
          return (await ask('viewer', '/v1/decisions?limit=1')).body.rows[0]?.strategyHash;
        },
        { timeout: 30_000, interval: 300 },
      )
      .toBe(hash);
    expect((await ask('viewer', '/v1/proposals')).body.proposals).toMatchObject([{ id, status: 'Applied' }]);
  },
  slow,
);

/** In the thread of the operator's side: ends it with an error once the file is there. */
const saboteur = (file: string) => `
  import { existsSync, rmSync } from 'node:fs';
  import { workerData } from 'node:worker_threads';
  if (workerData?.settings?.console)
    setInterval(() => {
      if (!existsSync(${JSON.stringify(file)})) return;
      rmSync(${JSON.stringify(file)});
      throw new Error('out of luck');
    }, 20).unref();
`;

test(
  'behavior: the thread of the console dies: the keeper goes on, an alert tells of it, and the console is back',
  async () => {
    const files = await servedBook();
    const [trigger, module] = [join(files.folder, 'die'), join(files.folder, 'saboteur.mjs')];
    writeFileSync(module, saboteur(trigger));
    const daemon = run(files, { NODE_OPTIONS: `--import=${pathToFileURL(module)}` });
    await daemon.line('would have traded');
    const first = await consoleOf(daemon, files);
    writeFileSync(trigger, '');
    await daemon.line('ended, and is started again');
    const { ask } = await consoleOf(daemon, files, first.url);
    expect((await ask('viewer', '/v1/alerts')).body).toMatchObject({
      alerts: [{ code: 'OPERATOR_SIDE_FAILED', text: expect.stringContaining('out of luck') }],
    });
    const newest = async () => (await ask('viewer', '/v1/decisions?limit=1')).body.rows[0]?.id;
    const before = await newest();
    const next = async () => {
      await lab().testClient.mine({ blocks: 1 });
      return newest();
    };
    await expect.poll(next, { timeout: 60_000, interval: 300 }).not.toBe(before);
    daemon.signal('SIGTERM');
    expect((await daemon.ended).code).toBe(0);
  },
  slow,
);

test(
  'behavior: a port that is taken is one clear report, and nothing is started',
  async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    onTestFinished(() => new Promise((closed) => other.close(() => closed())));
    const { port } = other.address() as { port: number };
    const files = await servedBook({}, `127.0.0.1:${port}`);
    const { code, stderr } = await run(files).ended;
    expect(code).toBe(2);
    expect(stderr).toContain(`127.0.0.1:${port} is taken by another process`);
    expect(stderr).toContain('console: listen');
    expect(stderr).not.toContain('    at ');
    const ledger = openLedger({ file: files.ledger, readonly: true });
    onTestFinished(() => ledger.close());
    expect(await latestRun(ledger)).toBeUndefined();
  },
  slow,
);
