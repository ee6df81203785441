import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { raiseAlert, resolveAlert } from '../../record/statements/alerts.js';
import { beginSending, endSending, insertSink } from '../../record/statements/deliveries.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import { acknowledge } from '../alerts/acknowledge.js';
import { readAlertList } from '../alerts/readAlertList.js';
import { alerts } from '../cli/alerts.js';
import { type AlertsQuery, alertsQuery, alertsView } from './alerts.js';

const start = Date.parse('2026-01-10T12:00:00Z');
const at = (minutes: number) => unixMillis(start + minutes * 60_000);

function setUp() {
  const ledger = openLedger({ file: join(temporaryFolder(onTestFinished), 'ledger.db') });
  onTestFinished(() => ledger.close());
  const read = async (query: Partial<Record<keyof AlertsQuery, unknown>> = {}, minutes = 60) =>
    alertsView.parse(await readAlertList(ledger, alertsQuery.parse(query), at(minutes)));
  /** Twelve that are over, every third of them critical. */
  const past = async () => {
    for (let i = 0; i < 12; i++) {
      const alert = { code: i % 3 === 0 ? 'POSITION_BREAK' : 'ENDPOINT_SILENT', subject: `p${i}` } as const;
      await ledger.commit(raiseAlert({ ...alert, text: 'was', at: at(i) }));
      await ledger.commit(resolveAlert({ ...alert, at: at(i + 1) }));
    }
  };
  return { ledger, read, past };
}

test('default: what is open, the most urgent first, with who has it and who was told', async () => {
  const { ledger, read } = setUp();
  await ledger.commit(raiseAlert({ code: 'ENDPOINT_SILENT', subject: 'a', text: 'timeout', at: at(0) }));
  await ledger.commit(raiseAlert({ code: 'POSITION_BREAK', subject: 'b', text: 'off by 1', at: at(1) }));
  await ledger.commit(raiseAlert({ code: 'POSITION_BREAK', subject: 'c', text: 'off by 2', at: at(2) }));
  await ledger.commit(insertSink('team', at(0)));
  const [c] = await openAlerts(ledger);
  const told = [{ alert: c?.id ?? '', kind: 'opened', round: 0 }] as const;
  await ledger.commit(beginSending({ message: 'm', sink: 'team', told, at: at(2) }));
  await ledger.commit(endSending('m', 'Sent', '204', at(3)));
  await acknowledge(ledger, { alert: c?.id ?? '', author: 'ann', text: 'looking', forMs: 3_600_000, now: at(4) });

  const view = await read({}, 10);
  expect(view.counts).toEqual({ open: 2, acknowledged: 1, critical: 2 });
  expect(view.alerts.map(({ subject, state }) => `${subject} ${state}`)).toEqual([
    'b open',
    'a open',
    'c acknowledged',
  ]);
  expect(view.alerts[2]).toMatchObject({
    ...{ acknowledgedBy: 'ann', acknowledgedText: 'looking', acknowledgedUntil: at(64) },
    deliveries: { sent: 1, waiting: 0, givenUp: 0, sinks: ['team'], lastSentAt: at(3) },
  });
  expect(view.sinks).toMatchObject([{ sink: 'team', state: 'untried' }]);
  expect(view.nextCursor).toBeNull();
  expect((await read({}, 65)).counts).toEqual({ open: 3, acknowledged: 0, critical: 2 });
  expect((await read({ severity: 'warning' })).alerts.map(({ subject }) => subject)).toEqual(['a']);
});

test('behavior: the past ones come a page at a time, none twice and none left out, also of one severity', async () => {
  const { read, past } = setUp();
  await past();
  const seen: string[] = [];
  let before: string | undefined;
  for (;;) {
    const { alerts: page, nextCursor } = await read({ state: 'resolved', limit: 5, before });
    expect(page.length).toBeLessThanOrEqual(5);
    seen.push(...page.map(({ subject }) => subject));
    if (nextCursor === null) break;
    before = nextCursor;
  }
  expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => `p${11 - i}`));
  const grave = await read({ state: 'resolved', severity: 'critical', limit: 3 });
  expect(grave.alerts.map(({ subject }) => subject)).toEqual(['p9', 'p6', 'p3']);
  const rest = await read({ state: 'resolved', severity: 'critical', limit: 3, before: grave.nextCursor });
  expect(rest.alerts.map(({ subject }) => subject)).toEqual(['p0']);
  expect(rest.nextCursor).toBeNull();
  expect((await read({ state: 'resolved', severity: 'warning' })).alerts).toHaveLength(8);
});

test('behavior: in a terminal the past ones say how to see older ones', async () => {
  const { ledger, past } = setUp();
  expect((await alerts(ledger, at(60))).text).toBe('no alert is open');
  expect((await alerts(ledger, at(60), { all: true, severity: 'critical' })).text).toBe(
    'there never was a critical alert',
  );
  await past();
  expect((await alerts(ledger, at(60))).text).toBe('no alert is open');
  const first = await alerts(ledger, at(60), { all: true, limit: 10 });
  const [, before = ''] = /^older ones: ballast alerts --before (\S+)$/m.exec(first.text) ?? [];
  const older = await alerts(ledger, at(60), { before, limit: 10 });
  expect(older.text.match(/p\d+/g)).toEqual(['p1', 'p0']);
  expect(older.text).not.toContain('older ones');
  expect(first.text).toContain('resolved POSITION_BREAK  p9\n  was\n');
});
