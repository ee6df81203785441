import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { verifyLedger } from '../../record/audit/verifyLedger.js';
import { openLedger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { newestAcknowledgements } from '../../record/queries/alertTelling.js';
import { raiseAlert, resolveAlert } from '../../record/statements/alerts.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import { acknowledge, criticalFor } from './acknowledge.js';

const at = (minutes: number) => unixMillis(Date.parse('2026-01-10T12:00:00Z') + minutes * 60_000);

async function setUp() {
  const file = join(temporaryFolder(onTestFinished), 'ledger.db');
  const ledger = openLedger({ file });
  onTestFinished(() => ledger.close());
  const warning = { code: 'ENDPOINT_SILENT', subject: 'node' } as const;
  const critical = { code: 'POSITION_BREAK', subject: 'account' } as const;
  await ledger.commit(raiseAlert({ ...warning, text: 'timeout', at: at(0) }));
  await ledger.commit(raiseAlert({ ...critical, text: 'off', at: at(1) }));
  const open = await openAlerts(ledger);
  const idOf = (code: string) => open.find((one) => one.code === code)?.id ?? '';
  const take = (alert: string, more: { text?: string; forMs?: number; author?: string } = {}) =>
    acknowledge(ledger, { author: 'ann', now: at(5), ...more, alert });
  return { ledger, warning, idOf, take, ids: { warning: idOf(warning.code), critical: idOf(critical.code) } };
}

test('default: a warning is silent until it is over, a critical one for twelve hours at most unless somebody says otherwise', async () => {
  const { take, ids } = await setUp();
  expect(await take(ids.warning.slice(0, 13))).toMatchObject({ until: null, alert: { id: ids.warning } });
  expect(await take(ids.critical)).toMatchObject({ until: at(5) + criticalFor });
  expect(await take(ids.critical, { forMs: 20 * 3_600_000 })).toMatchObject({ until: at(5) + 20 * 3_600_000 });
  expect(await take(ids.warning.toUpperCase(), { forMs: 60_000 })).toMatchObject({ until: at(6) });
});

test('behavior: of two at once both are written down, and the last counts', async () => {
  const { ledger, take, ids } = await setUp();
  await Promise.all([
    take(ids.critical, { author: 'ann' }),
    take(ids.critical, { author: 'telegram:bob', text: 'mine' }),
  ]);
  expect((await newestAcknowledgements(ledger, [ids.critical])).get(ids.critical)).toMatchObject({
    ...{ author: 'telegram:bob', text: 'mine' },
  });
  const rows = ledger.db.all<{ author: string }>('select author from acknowledgements');
  expect(rows.map(({ author }) => author)).toEqual(['ann', 'telegram:bob']);
});

test.each<[string, string, { text?: string; forMs?: number }, RegExp]>([
  ['an id of nobody', 'ffffffff', {}, /no alert begins with `ffffffff`/],
  ['what is no id', "1' or 1=1", {}, /no alert begins with/],
  ['too little of an id', '01', {}, /no alert begins with/],
  ['for less than a minute', 'warning', { forMs: 59_999 }, /lasts for a minute to 30 days/],
  ['for no time', 'warning', { forMs: 0 }, /lasts for a minute to 30 days/],
  ['for ever', 'warning', { forMs: 31 * 86_400_000 }, /lasts for a minute to 30 days/],
  ['for no number', 'warning', { forMs: Number.NaN }, /lasts for a minute to 30 days/],
  ['a text that steers a terminal', 'warning', { text: 'a\u001b[2Jb' }, /steer a terminal/],
])('behavior: %s is refused, and nothing is written', async (_, name, more, says) => {
  const { ledger, take, ids } = await setUp();
  await expect(take(name === 'warning' ? ids.warning : name, more)).rejects.toThrow(says);
  expect(ledger.db.all('select * from acknowledgements')).toEqual([]);
});

test('behavior: what may be either of two, and what is over, is refused', async () => {
  const { ledger, warning, take, ids } = await setUp();
  await expect(take(ids.warning.slice(0, 6))).rejects.toThrow(/may be one of several/);
  await ledger.commit(resolveAlert({ ...warning, at: at(3) }));
  await expect(take(ids.warning)).rejects.toThrow(/is over already/);
});

test('behavior: who took what on is in the audit chain: a changed row is found', async () => {
  const { ledger, take, ids } = await setUp();
  await take(ids.critical, { text: 'looking' });
  expect(verifyLedger(ledger.file).findings).toEqual([]);
  ledger.db.run("update acknowledgements set author = 'mallory'");
  expect(JSON.stringify(verifyLedger(ledger.file).findings)).toContain('acknowledgements');
});
