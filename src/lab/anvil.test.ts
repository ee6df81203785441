import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAnvil } from './anvil.js';
import { LabError } from './errors.js';

const portOf = (url: string) => Number(new URL(url).port);

async function call<Result>(url: string, method: string, params: readonly unknown[] = []): Promise<Result> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return ((await response.json()) as { result: Result }).result;
}

/** Resolves when nobody listens on the port any more: the system closes connections, and refuses new ones. */
const waitUntilGone = (port: number) =>
  new Promise<void>((resolve) => {
    connect(port, '127.0.0.1')
      .on('error', () => {})
      .on('close', () => resolve())
      .resume();
  });

test('default: it answers, and is gone after stop', async () => {
  const anvil = await startAnvil();
  expect(await call(anvil.url, 'eth_chainId')).toBe('0x7a69');
  await anvil.stop();
  await anvil.stop();
  await expect(fetch(anvil.url)).rejects.toThrow();
});

test.skipIf(process.platform === 'win32')('behavior: what it keeps on the disk is gone with it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'anvil-states-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const anvil = await startAnvil();
    expect(readdirSync(folder)).toHaveLength(1);
    await anvil.stop();
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true });
  }
});

test('behavior: two run side by side', async () => {
  const [one, other] = await Promise.all([startAnvil(), startAnvil()]);
  expect(portOf(one.url)).not.toBe(portOf(other.url));
  await Promise.all([one.stop(), other.stop()]);
});

test('args: timestamp sets the clock', async () => {
  const anvil = await startAnvil({ timestamp: 1_900_000_000 });
  try {
    const { timestamp } = await call<{ timestamp: string }>(anvil.url, 'eth_getBlockByNumber', ['latest', false]);
    expect(Number(timestamp)).toBe(1_900_000_000);
  } finally {
    await anvil.stop();
  }
});

test('behavior: what Anvil says when it does not start is told', async () => {
  const failure = await startAnvil({ args: ['--no-such-option'] }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(LabError);
  expect(String(failure)).toContain('--no-such-option');
});

// The parent compiles our TypeScript as this very test is compiled.
const parentProgram = `
import { createViteServer } from 'vitest/node';
const server = await createViteServer({ configFile: false, logLevel: 'silent', server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { noDiscovery: true } });
const { startAnvil } = await server.ssrLoadModule('/src/lab/anvil.ts');
const { url } = await startAnvil();
console.log(url);
setInterval(() => {}, 60_000);`;

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'behavior: it does not outlive a parent ended by %s',
  async (signal) => {
    const parent = spawn(process.execPath, ['--input-type=module', '-e', parentProgram], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const url = line.toString().trim();
    expect(await call(url, 'eth_chainId')).toBe('0x7a69');
    const gone = waitUntilGone(portOf(url));
    parent.kill(signal);
    await gone;
    await expect(fetch(url)).rejects.toThrow();
  },
);

test('behavior: a parent that forgets it can still end', async () => {
  const program = parentProgram.replace(/setInterval.*/, 'await server.close();');
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(parent, 'exit');
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const [code] = await ended;
  expect(code).toBe(0);
  await waitUntilGone(portOf(line.toString().trim()));
});
