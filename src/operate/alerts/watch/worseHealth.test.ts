import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type UnixMillis, unixMillis } from '../../../model/units.js';
import { openLedger } from '../../../record/ledger.js';
import { openAlerts } from '../../../record/queries/alerts.js';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { acknowledge } from '../acknowledge.js';
import { createWebhookSink } from '../sinks/webhook.js';
import { createAlertTeller } from '../tellAlerts.js';
import { startWebStandIn } from '../testing/webStandIn.js';
import { sampleRules } from '../testing/world.js';
import { createBooksWatch } from './watchBooks.js';

const everyMs = 5_000;

/** A book with one account, which a rule brings back below 1.4, and a phone that is told. */
async function setUp() {
  const file = join(temporaryFolder(onTestFinished), 'ledger.db');
  const keeper = openLedger({ file });
  const ledger = openLedger({ file });
  const phone = await startWebStandIn();
  onTestFinished(async () => {
    keeper.close();
    ledger.close();
    await phone.close();
  });
  let health = 2;
  let at = 0;
  const now = (): UnixMillis => unixMillis(1_768_046_400_000 + at);
  const margin = () => ({
    ...{ id: 'gmx-v2 ETH', venue: 'gmx-v2', health, healthTrigger: 1.4, healthRule: 'margin' },
    ...{ equityUsd: 1_000, liquidationPriceUsd: 1_500 },
  });
  const watch = createBooksWatch({
    ...{ ledger, now, elapsed: () => at },
    read: async () => ({
      trading: { state: 'active', reason: '', author: '', since: null },
      ...{ heads: [], isStale: false },
      books: [
        {
          ...{ strategy: 'book', mode: 'live', isKept: true, isStale: false, sampledAt: at, unread: [] },
          marginAccounts: [margin()],
        },
      ] as never,
    }),
  });
  const teller = await createAlertTeller({
    ...{ ledger: keeper, now, elapsed: () => at, chance: () => 0, stop: new AbortController().signal },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    place: { name: 'vps', console: null },
    rules: { ...sampleRules, tell: { warning: ['phone'], critical: ['phone'] }, escalateTo: [] },
    sinks: [createWebhookSink('phone', { url: phone.url, secret: 'x'.repeat(32), timeoutMs: 60_000, now })],
  });
  return {
    open: async () => (await openAlerts(ledger)).map(({ code }) => code),
    async minutes(count: number, given: number) {
      health = given;
      for (let ms = 0; ms < count * 60_000; ms += everyMs) {
        await watch.look();
        await teller.turn();
        await teller.settled();
        at += everyMs;
      }
    },
    async takeOn() {
      for (const { id: alert } of await openAlerts(ledger))
        await acknowledge(ledger, { alert, author: 'ann', now: now() });
    },
    got: () =>
      phone.requests.flatMap(({ body }) =>
        (JSON.parse(body) as { alerts: { code: string; news: string[] }[] }).alerts.map(
          ({ code, news }) => `${code} ${news}`,
        ),
      ),
  };
}

const both = ['HEALTH_LOW opened', 'HEALTH_URGENT opened'];

test('default: what gets worse is told at once, and once, whoever has taken the first on; both close when it is back', async () => {
  const { open, minutes, takeOn, got } = await setUp();
  await minutes(2, 1.39);
  expect(got()).toEqual(['HEALTH_LOW opened']);
  await takeOn();
  await minutes(0.2, 1.02);
  expect(got()).toEqual(both);
  await minutes(25, 1.02);
  expect(got()).toEqual(both);
  await minutes(1, 1.8);
  expect(await open()).toEqual([]);
  expect(got()).toEqual([...both, 'HEALTH_LOW resolved', 'HEALTH_URGENT resolved']);
}, 60_000);

test('behavior: nobody has taken it on: what gets worse is told before the repeat of what was', async () => {
  const { minutes, got } = await setUp();
  await minutes(2, 1.39);
  await minutes(27, 1.02);
  expect(got()).toEqual(both);
}, 60_000);

test('behavior: what is urgent from the first is one message, and its close one; what stays low after that is told as such', async () => {
  const { open, minutes, got } = await setUp();
  await minutes(5, 1.02);
  expect(got()).toEqual(['HEALTH_URGENT opened']);
  await minutes(0.5, 1.35);
  expect(got()).toEqual(['HEALTH_URGENT opened', 'HEALTH_URGENT resolved']);
  await minutes(2, 1.35);
  expect(await open()).toEqual(['HEALTH_LOW']);
}, 60_000);

test('behavior: what comes and goes about half of the way is one message', async () => {
  const { minutes, got } = await setUp();
  for (let i = 0; i < 5; i++) {
    await minutes(0.5, 1.19);
    await minutes(0.5, 1.21);
  }
  expect(got()).toEqual(['HEALTH_URGENT opened']);
}, 60_000);
