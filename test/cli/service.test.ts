import { readFileSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { receiveNotes } from '../../src/operate/monitoring/service/testing/noteReceiver.js';
import { type BookFiles, writeBook } from '../book.js';
import { hasTools } from '../hasTools.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { ballast, start } from './ballast.js';

const lab = useLab();
keepWallTime(lab);

/** The files of a book in shadow that wants nothing, whose daemon answers those who watch it. */
async function watchedBook(): Promise<BookFiles> {
  const account = await lab().createAccount({ USDC: 5_000, sETH: 3 });
  const rules = [{ hedge: 'ETH', when: 'abs(delta) > 200', to: 0, on: 'perp-v2 ETH' }];
  const files = writeBook(lab(), { account: account.address, mode: 'shadow', rules }, onTestFinished);
  writeFileSync(files.settings, `${readFileSync(files.settings, 'utf8')}metrics:\n  listen: 127.0.0.1:0\n`);
  return files;
}

test('default: a daemon answers those who watch it, and is told as gone once it has stopped', async () => {
  const files = await watchedBook();
  const daemon = start(['--settings', files.settings, 'run', files.strategy], onTestFinished);
  const [, url] = /"url":"([^"]+)"/.exec(await daemon.line('answers at /metrics')) ?? [];
  // It is, with its first tick.
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 120_000 }).toBe(200);
  for (const path of ['/healthz', '/readyz']) {
    const answer = await fetch(`${url}${path}`);
    expect([path, answer.status, await answer.text()]).toEqual([path, 200, expect.stringContaining('"ok"')]);
  }
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/^ballast_up 1$/m);
  expect(metrics).toMatch(/^ballast_tick_duration_seconds_count\{chain="lab"\} [1-9]/m);
  expect(await ballast(['health', '--ready', '--db', files.ledger])).toMatchObject({ code: 0, stdout: 'ready\n' });
  daemon.signal('SIGTERM');
  expect((await daemon.ended).code).toBe(0);
  const after = await ballast(['health', '--json', '--db', files.ledger]);
  expect(after.code).toBe(1);
  expect(JSON.parse(after.stdout)).toMatchObject({ live: false, ready: false });
}, 180_000);

test.runIf(hasTools('systemd-notify', 'python3'))(
  'default: a daemon under systemd is ready, alive, reloaded and stopped',
  async () => {
    const files = await watchedBook();
    const { socket, note } = await receiveNotes(onTestFinished);
    const daemon = start(['--settings', files.settings, 'run', files.strategy], onTestFinished, {
      env: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '3000000' },
    });
    expect(await note('READY=1')).toEqual(
      expect.arrayContaining([expect.stringMatching(/^STATUS=active.*lab: block \d+, \d+ ticks, book$/)]),
    );
    await note('WATCHDOG=1');
    daemon.signal('SIGHUP');
    await note('RELOADING=1');
    daemon.signal('SIGTERM');
    await note('STOPPING=1');
    expect((await daemon.ended).code).toBe(0);
  },
  180_000,
);

test('error: where there is no ledger, health says so and fails', async () => {
  const { code, stderr } = await ballast(['health', '--db', '/nowhere/ballast.db']);
  expect(code).not.toBe(0);
  expect(stderr).toContain('there is no ledger at /nowhere/ballast.db');
});
