import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { keptAt, keptLedger, samplePulse } from '../../operate/views/testing/keptLedger.js';
import { openLedger } from '../ledger.js';
import { replacePulse } from '../statements/pulses.js';
import { startRun } from '../statements/runs.js';
import { latestPulses } from './pulses.js';

const chainsOf = async (...asked: Parameters<typeof latestPulses>) =>
  (await latestPulses(...asked)).map(({ chain }) => chain);

test('default: of each chain that the newest run keeps, by name', async () => {
  const ledger = await keptLedger();
  await ledger.commit(replacePulse(samplePulse({ chainId: 1, chain: 'alpha' })));
  expect(await chainsOf(ledger)).toEqual(['alpha', 'lab']);
});

test('behavior: a chain that only an earlier run has kept is told of no longer', async () => {
  const ledger = await keptLedger();
  await ledger.commit(replacePulse(samplePulse({ chainId: 1, chain: 'left', startedAt: unixMillis(keptAt - 1) })));
  expect(await chainsOf(ledger)).toEqual(['lab']);
});

test('behavior: of a run that has said nothing yet there is none', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(ledger.close);
  await ledger.commit([startRun({ version: '0.1.0', at: unixMillis(keptAt + 1) }), replacePulse(samplePulse())]);
  expect(await chainsOf(ledger)).toEqual([]);
});
