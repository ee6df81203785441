import { expect, test } from 'vitest';
import type { AlertCode } from '../../model/alert.js';
import { raiseAlert } from '../../record/statements/alerts.js';
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
