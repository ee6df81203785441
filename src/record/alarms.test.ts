import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../model/units.js';
import { createAlarms } from './alarms.js';
import { openLedger } from './ledger.js';
import { alertsSince, openAlerts } from './queries/alerts.js';
import { raiseAlert } from './statements/alerts.js';
import { temporaryFolder } from './testing/sample.js';

function setUp(file = ':memory:') {
  const ledger = openLedger({ file, patienceMs: 20 });
  onTestFinished(() => ledger.close());
  const said: string[] = [];
  const say = (_: object, message: string) => void said.push(message);
  const log = { debug: say, info: say, warn: say, error: say };
  let at = 1_000;
  const later = (ms: number) => {
    at += ms;
  };
  const now = () => unixMillis(at);
  return { ledger, said, later, now, log, alarms: createAlarms({ ledger, now, log }) };
}

const silent = { code: 'ENDPOINT_SILENT', subject: 'https://a.example', text: 'no answer within 10 s' } as const;

test('default: an alert is open until its cause is gone, and opens anew when it comes back', async () => {
  const { ledger, alarms } = setUp();
  await alarms.raise(silent);
  expect(await openAlerts(ledger)).toMatchObject([{ ...silent, times: 1, resolvedAt: null }]);
  await alarms.resolve(silent);
  expect(await openAlerts(ledger)).toEqual([]);
  await alarms.raise(silent);
  expect(await alertsSince(ledger, unixMillis(0))).toMatchObject([{ resolvedAt: 1_000 }, { resolvedAt: null }]);
});

test('behavior: what goes on is told once, and written again once a minute', async () => {
  const { ledger, alarms, said, later } = setUp();
  for (let i = 0; i < 5; i++) {
    await alarms.raise({ ...silent, text: `try ${i}` });
    later(30_000);
  }
  expect(await openAlerts(ledger)).toMatchObject([{ text: 'try 4', times: 3, openedAt: 1_000, seenAt: 121_000 }]);
  expect(said).toEqual(['alert']);
});

test('behavior: a clock that is set back does not silence an alert that goes on', async () => {
  const { ledger, alarms, later } = setUp();
  await alarms.raise(silent);
  later(-500);
  await alarms.raise({ ...silent, text: 'still' });
  expect(await openAlerts(ledger)).toMatchObject([{ text: 'still', times: 2, seenAt: 500 }]);
});

test('behavior: one that an earlier run has left open can be resolved', async () => {
  const { ledger, alarms, now } = setUp();
  await ledger.commit(raiseAlert({ ...silent, at: now() }));
  await alarms.resolve(silent);
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: a ledger that cannot be written fails nobody who raises an alert', async () => {
  const { ledger, alarms, said } = setUp();
  await alarms.resolve(silent);
  ledger.close();
  await alarms.raise(silent);
  expect(said).toEqual(['an alert could not be written']);
});

test('invariant: one open alert for a code and a subject, however often it is raised', async () => {
  const { ledger, now } = setUp();
  await ledger.commit([raiseAlert({ ...silent, at: now() }), raiseAlert({ ...silent, text: 'still', at: now() })]);
  await ledger.commit(raiseAlert({ ...silent, subject: 'https://b.example', at: now() }));
  expect(await openAlerts(ledger)).toMatchObject([{ subject: 'https://b.example' }, { text: 'still', times: 2 }]);
});

test('behavior: alerts that are raised at once, before it is known what an earlier run left open, can all be closed', async () => {
  const { ledger, alarms } = setUp();
  const all = ['a', 'b', 'c'].map((subject) => ({ ...silent, subject }));
  await Promise.all(all.map((alert) => alarms.raise(alert)));
  for (const alert of all) await alarms.resolve(alert);
  expect(await openAlerts(ledger)).toEqual([]);
});

const about = (subject: string) => ({ ...silent, subject });

/** A ledger that another writer can hold. */
function setUpHeld() {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  const one = setUp(file);
  const other = new Database(file);
  onTestFinished(() => void other.close());
  return { ...one, hold: () => void other.exec('begin immediate'), letGo: () => void other.exec('rollback') };
}

test('behavior: a close that could not be written is made up for, by whoever says it again', async () => {
  const { ledger, alarms, hold, letGo } = setUpHeld();
  await alarms.raise(silent);
  hold();
  await alarms.resolve(silent);
  letGo();
  expect(await openAlerts(ledger)).toMatchObject([silent]);
  await alarms.resolve(silent);
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: one that is said once only goes with what is said of others later, unless its cause has come back', async () => {
  const { ledger, alarms, hold, letGo, later } = setUpHeld();
  const [gone, back, other] = [about('gone'), about('back'), about('well all the time')];
  await alarms.raise(gone);
  await alarms.raise(back);
  hold();
  await alarms.resolve(gone);
  await alarms.resolve(back);
  letGo();
  await alarms.raise(back);
  expect(await openAlerts(ledger)).toMatchObject([back, gone]);
  later(10_000);
  await alarms.resolve(other);
  expect(await openAlerts(ledger)).toMatchObject([back]);
});

test('behavior: one that others have raised, in this process or another, closes all the same', async () => {
  const { ledger, alarms, now, log } = setUp();
  await alarms.resolve(silent);
  await createAlarms({ ledger, now, log }).raise(silent);
  await alarms.resolve(silent);
  expect(await openAlerts(ledger)).toEqual([]);
  await ledger.commit(raiseAlert({ ...silent, at: now() }));
  await alarms.resolve(silent);
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: what is said first is written first, though nobody waits for it', async () => {
  const { ledger, alarms } = setUp();
  await Promise.all([alarms.raise(silent), alarms.resolve(silent)]);
  expect(await openAlerts(ledger)).toEqual([]);
});
