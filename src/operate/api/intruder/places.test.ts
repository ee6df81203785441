import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { latestTick } from '../../../record/queries/ticks.js';
import { insertKeptStrategy } from '../../../record/statements/proposals.js';
import { startRun } from '../../../record/statements/runs.js';
import { servedDesk } from '../testing/servedDesk.js';

test('files are told by their names, and not where they lie', async () => {
  const desk = await servedDesk(onTestFinished);
  const { ledger, now } = desk;
  const { strategyHash: hash = '0x' } = (await latestTick(ledger, 'eth-book')) ?? {};
  const file = '/srv/people/ann/eth-book.yaml';
  await ledger.commit([
    startRun({ version: '0.1.0', at: now(), owner: '1@lab' }),
    insertKeptStrategy({ strategy: 'eth-book', file, hash, proposal: null, at: now() }),
  ]);
  const strategies = await desk.ask('GET', '/v1/strategies', { as: 'viewer' });
  expect(strategies.body.strategies).toMatchObject([{ name: 'eth-book', file: 'eth-book.yaml' }]);
  expect(strategies.text).not.toContain('/srv/people');
  const system = await desk.ask('GET', '/v1/system', { as: 'viewer' });
  expect(system.body.ledger.file).toBe('ballast.db');
  expect(system.text).not.toContain(dirname(ledger.file));
  // What is wrong with a text is told by its file too.
  const draft = await desk.ask('POST', '/v1/proposals/draft', {
    ...{ as: 'trader', body: { strategy: 'eth-book', source: 'nonsense: [' } },
  });
  expect(draft.text).not.toContain('/srv/people');
  const proposed = await desk.ask('POST', '/v1/proposals', {
    ...{ as: 'trader', body: { strategy: 'eth-book', source: 'nonsense: [', text: 'why not' } },
  });
  expect(proposed.status).toBe(422);
  expect(proposed.text).toContain('eth-book.yaml');
  expect(proposed.text).not.toContain('/srv/people');
});
