import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../model/units.js';
import { createAlarms } from '../record/alarms.js';
import { freeBytes } from '../record/copy/room.js';
import { openLedger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { temporaryFolder } from '../record/testing/sample.js';
import { watchDisk } from './watchDisk.js';

function setUp() {
  const folder = temporaryFolder(onTestFinished);
  const ledger = openLedger({ file: join(folder, 'ballast.db') });
  onTestFinished(() => ledger.close());
  const said: string[] = [];
  const say = (_: object, message: string) => void said.push(message);
  const log = { debug: say, info: say, warn: say, error: say };
  const alarms = createAlarms({ ledger, now: () => unixMillis(Date.now()), log });
  const watch = (least: number, file = ledger.file) => {
    const stop = watchDisk({ ledger: { file }, alarms, log, least, everyMs: 5 });
    onTestFinished(stop);
    return stop;
  };
  const open = async () => (await openAlerts(ledger)).map(({ code, subject, text }) => ({ code, subject, text }));
  return { folder, said, watch, open };
}

const patience = { timeout: 20_000 };

test('default: too little room on the disk of the ledger is an alert, until there is half as much again', async () => {
  const { folder, watch, open } = setUp();
  const free = freeBytes(folder);
  watch(4 * free);
  await expect
    .poll(open, patience)
    .toEqual([{ code: 'DISK_LOW', subject: folder, text: expect.stringMatching(/^\d+ MiB are free in \//) }]);
});

test('behavior: what wavers about the bound stays told; with room to spare it closes', async () => {
  const { folder, watch, open } = setUp();
  const free = freeBytes(folder);
  const stop = watch(4 * free);
  await expect.poll(open, patience).toHaveLength(1);
  stop();
  const wavering = watch(0.8 * free);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await open()).toHaveLength(1);
  wavering();
  watch(0.1 * free);
  await expect.poll(open, patience).toEqual([]);
});

test('behavior: a folder that is gone is told in the log, and nothing is said to be well', async () => {
  const { said, watch, open } = setUp();
  watch(1, '/nowhere/at/all/ballast.db');
  await expect.poll(() => said, patience).toContain('the room for the ledger could not be looked at');
  expect(await open()).toEqual([]);
});
