import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AlertCode } from '../../model/alert.js';
import { openLedger } from '../../record/ledger.js';
import { raiseAlert } from '../../record/statements/alerts.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import { keptAt, keptLedger } from '../views/testing/keptLedger.js';
import { createScrape } from './scrape.js';

test('behavior: an alert of another version is among the others, as a warning', async () => {
  const ledger = await keptLedger();
  const code = 'KNOWN_TO_A_LATER_ONE' as AlertCode;
  await ledger.commit(raiseAlert({ code, subject: 'book', text: 'as it says', at: keptAt }));
  await ledger.commit(raiseAlert({ code: 'POSITION_BREAK', subject: 'account', text: 'off', at: keptAt }));
  expect((await createScrape(ledger, {})(keptAt + 2_000)).alerts).toEqual([
    { code: 'POSITION_BREAK', severity: 'critical' },
    { code, severity: 'warning' },
  ]);
});

test('behavior: what several figures are made of is read once, and what a sample tells once a sample', async () => {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  await keptLedger({ file });
  const asked = vi.spyOn(SqliteClient.prototype, 'prepare');
  onTestFinished(() => asked.mockRestore());
  // One that is opened from now on: each connection keeps a way of its own to prepare.
  const ledger = openLedger({ file, readonly: true });
  onTestFinished(() => ledger.close());
  const scrape = createScrape(ledger, {});
  await scrape(keptAt + 2_000);
  const before = asked.mock.calls.length;
  expect((await scrape(keptAt + 4_000)).books).toMatchObject([{ strategy: 'eth-book', deep: expect.anything() }]);
  const queries = asked.mock.calls.slice(before).map(([text]) => text);
  const times = (part: string) => queries.filter((text) => text.includes(part)).length;
  expect({ pulses: times('from "pulses"'), risk: times('from "risk"') }).toEqual({ pulses: 1, risk: 0 });
  expect(times('"alerts"."resolved_at" is null')).toBe(1);
});
