import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { listTradingStates } from '../../record/queries/currentTradingState.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import { changeTradingState } from '../changeTradingState.js';
import { setTradingState } from './setTradingState.js';

const at = unixMillis(Date.UTC(2026, 5, 1, 12));

function setUp() {
  const ledger = openLedger({ file: join(temporaryFolder(onTestFinished), 'ballast.db') });
  onTestFinished(() => ledger.close());
  return ledger;
}

test('behavior: a pause takes back nobody’s halt without a word: it says whose, since when, and wants `--yes`', async () => {
  const ledger = setUp();
  await changeTradingState(ledger, { verb: 'halt', reason: 'the oracle is wrong', author: 'ann', at });
  const later = unixMillis(at + 60_000);
  const told = await setTradingState(ledger, 'pause', 'lunch', later).catch((error: unknown) => error);
  expect(told).toMatchObject({ retryable: false, mend: expect.stringContaining('--yes') });
  expect(String(told)).toContain('ann halted trading 2026-06-01T12:00:00.000Z: the oracle is wrong');
  expect((await listTradingStates(ledger, 9)).map(({ state }) => state)).toEqual(['halted']);

  await setTradingState(ledger, 'pause', 'lunch', later, { isSure: true });
  expect((await listTradingStates(ledger, 9)).map(({ state }) => state)).toEqual(['reducing', 'halted']);
});

test('behavior: what stops needs no more than the word, and what is said by its name neither', async () => {
  const ledger = setUp();
  for (const verb of ['pause', 'halt', 'resume', 'pause'] as const) await setTradingState(ledger, verb, '', at);
  expect((await listTradingStates(ledger, 9)).map(({ state }) => state)).toEqual([
    ...['reducing', 'active', 'halted', 'reducing'],
  ]);
  const { text } = await setTradingState(ledger, 'pause', 'again', unixMillis(at + 1));
  expect(text).toContain('trading was reducing already');
});
