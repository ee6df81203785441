import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { writeBook } from '../book.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { ballast, mainFile } from './ballast.js';

const lab = useLab();
keepWallTime(lab);

test('behavior: a daemon whose log goes to a full disk decides on, and ends in good order when it is told to', async () => {
  const account = await lab().createAccount({ USDC: 5_000, sETH: 3 });
  const rules = [{ hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'perp-v2 ETH', maxSlippage: '1%' }];
  await lab().openBook(account, { options: [], perp: { size: 0, margin: 3_000 } });
  const files = writeBook(lab(), { account: account.address, mode: 'shadow', rules }, onTestFinished);
  const full = openSync('/dev/full', 'w');
  onTestFinished(() => closeSync(full));
  const { PATH = '', HOME = '' } = process.env;
  const daemon = spawn(process.execPath, [mainFile(), '--settings', files.settings, 'run', files.strategy], {
    ...{ cwd: tmpdir(), env: { PATH, HOME }, stdio: ['ignore', 'ignore', full] },
  });
  const ended = once(daemon, 'close');
  onTestFinished(() => void daemon.kill('SIGKILL'));

  const orders = (): number => {
    const ledger = new SqliteClient(files.ledger, { readonly: true });
    try {
      return ledger.prepare('select count(*) from orders').pluck().get() as number;
    } finally {
      ledger.close();
    }
  };
  await vi.waitFor(
    async () => {
      if (daemon.exitCode === null) await lab().advance(2);
      expect({ code: daemon.exitCode, orders: orders() }).toEqual({ code: null, orders: expect.any(Number) });
      expect(orders()).toBeGreaterThan(1);
    },
    { timeout: 50_000, interval: 500 },
  );
  daemon.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect((await ballast(['status', '--db', files.ledger])).stdout).toContain('stopped in good order');
}, 120_000);
