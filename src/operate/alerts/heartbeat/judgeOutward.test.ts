import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../../model/units.js';
import { openLedger } from '../../../record/ledger.js';
import { openAlerts } from '../../../record/queries/alerts.js';
import { raiseAlert, resolveAlert } from '../../../record/statements/alerts.js';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { acknowledge } from '../acknowledge.js';
import type { Outcome } from '../plan/pauseAfter.js';
import type { Sink } from '../sinks/sink.js';
import { createAlertTeller } from '../tellAlerts.js';
import { sampleRules } from '../testing/world.js';
import { judgeOutward } from './judgeOutward.js';

const gone: Outcome = { kind: 'barred', answer: '404 Unknown Webhook' };
const low = { code: 'HEALTH_LOW', subject: 'book perp-v2 cross' } as const;

/** A ledger, receivers whose answers a test gives, and a clock that it sets. No keeper: that is a reason of its own. */
async function setUp() {
  const ledger = openLedger({ file: join(temporaryFolder(onTestFinished), 'ledger.db') });
  onTestFinished(() => ledger.close());
  let at = Date.parse('2026-01-10T12:00:00Z');
  const now = () => unixMillis(at);
  const answers: Record<string, Outcome> = { team: gone, pager: gone };
  const sinks = ['team', 'pager'].map((name): Sink => ({ name, send: async () => answers[name] ?? gone }));
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const teller = await createAlertTeller({
    ...{ ledger, sinks, now, log, elapsed: () => at, stop: new AbortController().signal, chance: () => 0 },
    ...{ rules: sampleRules, place: { name: 'vps-1', console: null } },
  });
  const minutes = async (count: number) => {
    for (let i = 0; i < 6 * count; i++) {
      await teller.turn();
      await teller.settled();
      at += 10_000;
    }
  };
  const unheard = async (tell: readonly string[] = sampleRules.tell.critical) =>
    (await judgeOutward(ledger, { now: now(), tell })).reasons.filter((reason) => reason.includes('reach nobody'));
  return { ledger, now, answers, minutes, unheard };
}

test('default: a critical alert that no receiver has taken for five minutes is told to the watch outside, until one takes it', async () => {
  const { ledger, now, answers, minutes, unheard } = await setUp();
  await ledger.commit(raiseAlert({ ...low, text: '1.02', at: now() }));
  await minutes(4);
  expect(await unheard()).toEqual([]);
  await minutes(2);
  // That both receivers are down is nothing that anybody hears of either.
  expect(await unheard()).toEqual([
    expect.stringMatching(
      /^critical alerts reach nobody: (one is|\d are) open that no receiver has taken, HEALTH_LOW for 6 min/,
    ),
  ]);
  answers['pager'] = { kind: 'sent', answer: '204' };
  await minutes(6);
  expect(await unheard()).toEqual([]);
});

test('behavior: what is no critical alert, is over, or somebody has taken on calls nobody', async () => {
  const { ledger, now, minutes, unheard } = await setUp();
  await ledger.commit([
    raiseAlert({ ...low, text: '1.02', at: now() }),
    raiseAlert({ code: 'ENDPOINT_SILENT', subject: 'node', text: 'timeout', at: now() }),
  ]);
  await minutes(7);
  await ledger.commit(resolveAlert({ ...low, at: now() }));
  expect(await unheard()).not.toEqual([]);
  for (const { id, code } of await openAlerts(ledger)) {
    if (code === 'ALERT_SINK_DOWN') await acknowledge(ledger, { alert: id, author: 'ann', now: now() });
  }
  expect(await unheard()).toEqual([]);
});

test('behavior: where nobody is named for critical alerts, nobody is missed', async () => {
  const { ledger, now, minutes, unheard } = await setUp();
  await ledger.commit(raiseAlert({ ...low, text: '1.02', at: now() }));
  await minutes(7);
  expect(await unheard([])).toEqual([]);
});

test('behavior: a ledger that cannot be read is told, and breaks nothing', async () => {
  const { ledger, now } = await setUp();
  ledger.close();
  expect(await judgeOutward(ledger, { now: now(), tell: ['team'] })).toEqual({
    ready: false,
    reasons: ['the ledger cannot be read', 'its alerts cannot be read'],
  });
});
