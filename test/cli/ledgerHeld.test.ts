import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { writeBook } from '../book.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { ballast, start } from './ballast.js';

const lab = useLab();
keepWallTime(lab);

test('behavior: a ledger that somebody else holds longer than it is waited for costs a tick, and nothing that was decided', async () => {
  const account = await lab().createAccount({ USDC: 5_000, sETH: 3 });
  const rules = [{ hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'perp-v2 ETH', maxSlippage: '1%' }];
  await lab().openBook(account, { options: [], perp: { size: 0, margin: 3_000 } });
  const files = writeBook(lab(), { account: account.address, mode: 'shadow', rules }, onTestFinished);
  const daemon = start(['--settings', files.settings, 'run', files.strategy], onTestFinished);
  await daemon.line('would have traded');

  const other = new SqliteClient(files.ledger);
  onTestFinished(() => void other.close());
  const decided = (): number => other.prepare('select count(*) from decisions').pluck().get() as number;
  other.exec('begin immediate');
  const before = decided();
  await lab().advance(2);
  // The daemon waits for it, and then says that it could not.
  await daemon.line(/tick abandoned|the pulse cannot be written/);
  const read = await ballast(['status', '--db', files.ledger]);
  expect(read).toMatchObject({ code: 0, stdout: expect.stringContaining(`running as process ${daemon.pid}`) });
  expect(decided()).toBe(before);
  other.exec('rollback');

  await vi.waitFor(
    async () => {
      await lab().advance(2);
      expect(decided()).toBeGreaterThan(before);
    },
    { timeout: 50_000, interval: 500 },
  );
  daemon.signal('SIGTERM');
  expect((await daemon.ended).code).toBe(0);
  expect(await ballast(['audit', 'verify', '--db', files.ledger])).toMatchObject({ code: 0 });
}, 120_000);
