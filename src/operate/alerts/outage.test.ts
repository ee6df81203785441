import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { raiseAlert, resolveAlert } from '../../record/statements/alerts.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import { createDiscordSink } from './sinks/discord.js';
import { createTelegramSink } from './sinks/telegram.js';
import { createAlertTeller } from './tellAlerts.js';
import { startWebStandIn, type WebAnswer, type WebRequest } from './testing/webStandIn.js';
import { sampleRules } from './testing/world.js';

const down: WebAnswer = { status: 502, body: '<html>bad gateway</html>' };
const taken: WebAnswer = { status: 200, body: '{"ok":true,"result":{"message_id":7}}' };

/** Telegram and Discord as they speak, a real ledger, and a clock that a test sets. */
async function setUp() {
  const file = join(temporaryFolder(onTestFinished), 'ledger.db');
  const [keeper, ledger] = [openLedger({ file }), openLedger({ file })];
  const [telegram, discord] = [await startWebStandIn(), await startWebStandIn()];
  onTestFinished(async () => {
    for (const one of [keeper, ledger]) one.close();
    await Promise.all([telegram.close(), discord.close()]);
  });
  telegram.answer(taken);
  discord.answer({ status: 204 });
  let at = Date.parse('2026-01-10T03:00:00Z');
  const now = () => unixMillis(at);
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const teller = await createAlertTeller({
    ...{ ledger, now, elapsed: () => at, log: silent, stop: new AbortController().signal, chance: () => 0 },
    ...{ place: { name: 'vps-1', console: null }, rules: { ...sampleRules, tell, escalateTo: [] } },
    sinks: [
      createTelegramSink('phone', {
        ...{
          apiRoot: telegram.url,
          token: '123456789:AAF-secret_token_0123456789',
          chat: '5',
          hears: false,
          timeoutMs: 5_000,
        },
      }),
      createDiscordSink('team', { url: `${discord.url}/api/webhooks/1/verysecrettoken`, timeoutMs: 5_000 }),
    ],
  });
  /** Seconds go by, each with a look at what is to be sent. */
  const seconds = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await teller.turn();
      await teller.settled();
      at += 1_000;
    }
  };
  return { keeper, telegram, discord, now, seconds };
}

const tell = { warning: ['phone', 'team'], critical: ['phone', 'team'] };
const texts = (requests: readonly WebRequest[]) =>
  requests.map(({ body }) => (JSON.parse(body) as { text?: string }).text ?? body);

test('default: Telegram is down, the others hear of everything and of that, and Telegram hears all of it as one message when it is back', async () => {
  const { keeper, telegram, discord, now, seconds } = await setUp();
  const broken = (subject: string) => ({ code: 'POSITION_BREAK', subject, text: 'is off' }) as const;
  telegram.answer(down);
  for (const subject of ['first', 'second', 'third']) {
    await keeper.commit(raiseAlert({ ...broken(subject), at: now() }));
    await seconds(40);
  }
  expect(telegram.requests.length).toBeLessThan(8);
  expect(texts(discord.requests).filter((text) => text.includes('POSITION_BREAK'))).toHaveLength(3);
  const told = texts(discord.requests).find((text) => text.includes('ALERT_SINK_DOWN'));
  expect(told).toContain('phone was not reached');
  expect(told).not.toMatch(/secret|AAF|<html>/);
  expect((await openAlerts(keeper)).map(({ code }) => code)).toContain('ALERT_SINK_DOWN');

  await keeper.commit(resolveAlert({ ...broken('first'), at: now() }));
  telegram.answer(taken);
  const before = telegram.requests.length;
  await seconds(300);
  const [whole, ...rest] = texts(telegram.requests.slice(before));
  expect(rest).toEqual([]);
  for (const subject of ['first', 'second', 'third']) expect(whole).toContain(subject);
  expect(whole).toContain('2 critical, 1 over');
  expect((await openAlerts(keeper)).map(({ code }) => code)).not.toContain('ALERT_SINK_DOWN');
  expect(texts(discord.requests).filter((text) => text.includes('ALERT_SINK_DOWN'))).toHaveLength(2);
});

test('behavior: where nobody is left to hear of it, it is still kept, and tried for ever', async () => {
  const { keeper, telegram, discord, now, seconds } = await setUp();
  telegram.answer(down);
  discord.answer(down);
  await keeper.commit(raiseAlert({ code: 'POSITION_BREAK', subject: 'a', text: 'is off', at: now() }));
  await seconds(400);
  const open = (await openAlerts(keeper)).map(({ code, subject }) => `${code} ${subject}`).sort();
  expect(open).toEqual(['ALERT_SINK_DOWN phone', 'ALERT_SINK_DOWN team', 'POSITION_BREAK a']);
  discord.answer({ status: 204 });
  telegram.answer(taken);
  await seconds(310);
  expect((await openAlerts(keeper)).map(({ code }) => code)).toEqual(['POSITION_BREAK']);
  for (const server of [discord, telegram]) expect(texts(server.requests).at(-1)).toMatch(/POSITION_BREAK|over/);
}, 60_000);
