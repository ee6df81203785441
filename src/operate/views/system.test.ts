import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { replacePulse } from '../../record/statements/pulses.js';
import { startRun } from '../../record/statements/runs.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import { readSystem, systemView } from './system.js';
import { emptyLedger, keptAt, keptLedger, samplePulse } from './testing/keptLedger.js';

test('default: of an empty ledger it says that nothing is known', async () => {
  const view = systemView.parse(await readSystem(emptyLedger(), keptAt));
  expect(view).toMatchObject({
    process: null,
    chains: [],
    keys: [],
    runs: [],
    journal: { openAttempts: 0, lastError: null },
  });
  expect(view.ledger).toMatchObject({ bytes: 0, freeDiskBytes: null, audit: 'sound' });
});

test('default: chains, keys and starts, as the newest pulse tells them', async () => {
  const view = systemView.parse(await readSystem(await keptLedger(), keptAt + 3_000));
  expect(view.chains).toMatchObject([
    {
      chain: 'lab',
      isStale: false,
      blockAgeMs: 5_000,
      meanTickMs: 10,
      gasPriceGwei: 0.01,
      endpoints: [{ blockAgeMs: 5_000 }],
    },
  ]);
  expect(view.keys).toMatchObject([{ notionalUsd: { used: 0, limit: 1_000 }, gas: { used: 0, limit: null } }]);
  expect(view.runs).toMatchObject([{ version: '0.1.0', owner: '1@here', endedAt: null }]);
  expect(view.process).toMatchObject({ pid: 7, loopLagWorstMs: 3 });
  expect(view.versions.sqlite).toMatch(/^3\./);
});

test('behavior: a pulse that is old is told as old, and what could not be written is told', async () => {
  const ledger = await keptLedger();
  const lastError = { text: 'disk full', at: keptAt };
  await ledger.commit(replacePulse(samplePulse({ journal: { openAttempts: 2, oldestAt: keptAt, lastError } })));
  const view = await readSystem(ledger, keptAt + 60_000);
  expect(view.chains).toMatchObject([{ isStale: true, openAttempts: 2 }]);
  expect(view.journal).toEqual({ openAttempts: 2, oldestAttemptAt: keptAt, lastError });
});

test('behavior: a pulse of a clock that is ahead of this one is not taken for new', async () => {
  const view = await readSystem(await keptLedger(), keptAt - 3_600_000);
  expect(view.chains).toMatchObject([{ isStale: true }]);
});

test('behavior: sizes are those on the disk', async () => {
  const file = join(temporaryFolder(onTestFinished), 'ledger.db');
  const ledger = openLedger({ file });
  onTestFinished(ledger.close);
  await ledger.commit(startRun({ version: '0.1.0', at: unixMillis(keptAt) }));
  writeFileSync(`${file}.other`, 'not counted');
  const { ledger: told } = await readSystem(ledger, keptAt);
  expect(told.bytes).toBeGreaterThan(0);
  expect(told.walBytes).toBeGreaterThan(0);
  expect(told.freeDiskBytes).toBeGreaterThan(0);
  expect(told.entries).toBeGreaterThan(0);
});
