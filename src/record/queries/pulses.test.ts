import { expect, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { emptyLedger, keptAt, keptLedger, samplePulse } from '../../operate/views/testing/keptLedger.js';
import { newId } from '../id.js';
import { replacePulse } from '../statements/pulses.js';
import { startRun } from '../statements/runs.js';
import { latestPulses } from './pulses.js';

const chainsOf = async (...asked: Parameters<typeof latestPulses>) =>
  (await latestPulses(...asked)).map(({ chain }) => chain);

const earlierRun = newId(keptAt);

test('default: of each chain that the newest run keeps, by name', async () => {
  const ledger = await keptLedger();
  await ledger.commit(replacePulse(samplePulse({ chainId: 1, chain: 'alpha' })));
  expect(await chainsOf(ledger)).toEqual(['alpha', 'lab']);
});

test('behavior: a chain that only an earlier run has kept is told of no longer', async () => {
  const ledger = await keptLedger();
  await ledger.commit((db) => replacePulse(samplePulse({ chainId: 1, chain: 'left' }))(db, earlierRun));
  expect(await chainsOf(ledger)).toEqual(['lab']);
});

test('behavior: of a run that has said nothing yet there is none', async () => {
  const ledger = emptyLedger();
  await ledger.commit([
    (db) => replacePulse(samplePulse())(db, earlierRun),
    startRun({ version: '0.1.0', at: unixMillis(keptAt + 1) }),
  ]);
  expect(await chainsOf(ledger)).toEqual([]);
});

test('behavior: a run whose clock is set back before it keeps its chains is told, and takes over what an earlier one left', async () => {
  const ledger = emptyLedger();
  await ledger.commit([
    (db) => replacePulse(samplePulse())(db, earlierRun),
    startRun({ version: '0.1.0', at: unixMillis(keptAt + 60_000) }),
    replacePulse(samplePulse()),
  ]);
  expect(await chainsOf(ledger)).toEqual(['lab']);
});

test('behavior: where no start is recorded, all there are', async () => {
  const ledger = emptyLedger();
  await ledger.commit(replacePulse(samplePulse()));
  expect(await chainsOf(ledger)).toEqual(['lab']);
});
