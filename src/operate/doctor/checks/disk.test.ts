import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DAY } from '../../../model/time.js';
import { unixMillis } from '../../../model/units.js';
import { openLedger } from '../../../record/ledger.js';
import { startRun } from '../../../record/statements/runs.js';
import type { DoctorContext } from '../check.js';
import { disk } from './disk.js';

const now = unixMillis(Date.now());

/** What is said of a ledger that was first written so many days ago, in a file of today: as after a restore, or a move. */
async function sizeSaid(daysAgo: number | null, whileOpen = false): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-disk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ledgerFile = join(folder, 'ballast.db');
  const ledger = openLedger({ file: ledgerFile });
  if (daysAgo !== null)
    await ledger.commit(startRun({ version: '0.1.0', at: unixMillis(now - daysAgo * DAY), owner: '' }));
  if (whileOpen) onTestFinished(() => ledger.close());
  else ledger.close();
  const context: Pick<DoctorContext, 'ledgerFile' | 'now'> = { ledgerFile, now: () => now };
  const [found] = await disk.run(context as DoctorContext);
  return found?.says ?? '';
}

test('behavior: a ledger has grown since it was begun, however young its file', async () => {
  const [, size = '', aDay] = /has ([\d.]+ \w+), (.+) more a day$/.exec(await sizeSaid(10)) ?? [];
  const [figure, unit] = size.split(' ');
  expect(unit).toBe('kB');
  // Half a unit of what is said at each end.
  expect(aDay).toMatch(/^[\d.]+ kB$/);
  expect(Math.abs(Number.parseFloat(aDay ?? '') * 10 - Number(figure))).toBeLessThan(6);
});

test.each([[null], [0.5]])('edge: begun %s days ago: nothing is said of how it grows', async (daysAgo) => {
  expect(await sizeSaid(daysAgo)).toMatch(/the ledger has [\d.]+ kB$/);
});

test('behavior: what a daemon has written and not yet moved into the file counts', async () => {
  const kB = async (whileOpen: boolean) => Number(/has (\d+) kB$/.exec(await sizeSaid(null, whileOpen))?.[1]);
  // Closing moves it into the file; before, the file has one page of some hundred.
  expect(await kB(true)).toBeGreaterThan((await kB(false)) / 2);
});
