import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HOUR } from '../model/time.js';
import { unixMillis } from '../model/units.js';
import { createAlarms } from '../record/alarms.js';
import { openLedger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { endRun, leaveRun, startRun } from '../record/statements/runs.js';
import { temporaryFolder } from '../record/testing/sample.js';
import { exitCodes } from './cli/exitCodes.js';
import { watchRuns } from './watchRuns.js';

const at = 1_800_000_000_000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A run: so many ms before this one it started, and ended with that; null where it was killed. */
type Before = readonly [ago: number, exitCode: number | 'left' | null];

/** What is open once a run has looked at those before it, each of which had the ledger for itself. */
async function openAfter(before: readonly Before[], { wellAfterMs = HOUR } = {}) {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  for (const [ago, exitCode] of before) {
    const ledger = openLedger({ file });
    await ledger.commit(startRun({ version: '0.1.0', at: unixMillis(at - ago), owner: '1@here' }));
    if (exitCode === 'left') await ledger.commit(leaveRun({ id: ledger.holder, at: unixMillis(at - 1_000) }));
    else if (exitCode !== null) await ledger.commit(endRun({ exitCode, at: unixMillis(at - ago + 1_000) }));
    ledger.close();
  }
  const ledger = openLedger({ file });
  onTestFinished(() => ledger.close());
  await ledger.commit(startRun({ version: '0.1.0', at: unixMillis(at), owner: '1@here' }));
  const now = () => unixMillis(at + 500);
  const end = await watchRuns({
    ledger,
    alarms: createAlarms({ ledger, now, log: silent }),
    now,
    log: silent,
    wellAfterMs,
  });
  onTestFinished(end);
  const open = async () => (await openAlerts(ledger)).map(({ code, text }) => ({ code, text })).sort(byCode);
  return { atFirst: await open(), open };
}

const byCode = (one: { code: string }, other: { code: string }) => one.code.localeCompare(other.code);

test('default: a run that was killed is told when the next one starts', async () => {
  const { atFirst } = await openAfter([[180_000, null]]);
  const text = 'the run before this one was killed, or the machine stopped; last seen 3 min ago';
  expect(atFirst).toEqual([{ code: 'KEEPER_DIED', text }]);
});

test.each([
  ['by an error', exitCodes.unexpected, 'by an error, 2 min ago'],
  ['without a ledger', exitCodes.ledgerFailed, 'since the ledger could not be written, 2 min ago'],
])('behavior: one that ended %s as well', async (_, exitCode, how) => {
  const { atFirst } = await openAfter([[120_500, exitCode]]);
  expect(atFirst).toEqual([{ code: 'KEEPER_DIED', text: `the run before this one ended ${how}` }]);
});

test('behavior: three within an hour want a person now', async () => {
  const { atFirst } = await openAfter([
    [3 * HOUR, null],
    [300_000, null],
    [200_000, exitCodes.unexpected],
    [100_000, null],
  ]);
  expect(atFirst).toEqual([
    { code: 'KEEPER_DIED', text: expect.stringContaining('killed') },
    { code: 'KEEPER_UNSTEADY', text: '3 runs have died within 1 h' },
  ]);
});

const asked = [
  ['the first run', []],
  [
    'one that was asked to stop',
    [
      [200_000, null],
      [100_000, exitCodes.ok],
    ],
  ],
  ['one that was told twice to stop', [[100_000, exitCodes.stoppedAtOnce]]],
  ['one whose input was wrong', [[100_000, exitCodes.badInput]]],
] as const;

test.each(asked)('edge: nothing is told of %s', async (_, before) => {
  expect((await openAfter(before)).atFirst).toEqual([]);
});

test('edge: nothing is told of one that a restore has ended', async () => {
  expect((await openAfter([[100_000, 'left']])).atFirst).toEqual([]);
});

test('behavior: both close once a run has lasted', async () => {
  const runs = [3, 2, 1].map((ago) => [ago * 1_000, null] as const);
  const { atFirst, open } = await openAfter(runs, { wellAfterMs: 5_000 });
  expect(atFirst).toHaveLength(2);
  await expect.poll(open, { timeout: 60_000, interval: 100 }).toEqual([]);
});
