import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { raiseAlert } from '../../record/statements/alerts.js';
import { codeIn } from './testing/codeIn.js';
import { ann, bob, cat, eve, telegramDesk } from './testing/telegramDesk.js';

const hour = 3_600_000;

test('behavior: after a restart nothing is done twice, and what was asked before it is void', async () => {
  const desk = await telegramDesk(onTestFinished);
  const { approve } = await desk.buttons(ann, 'small');
  const asked = await desk.say(ann, '/halt');
  // The bot dies after it has done this, and before Telegram knows that it has read it.
  expect(await desk.say(bob, '/pause once')).toMatch(/^trading is reducing/);
  await desk.stop();
  desk.start();
  desk.telegram.press(ann, 77, approve);
  expect(await desk.say(ann, codeIn(asked))).toBe('no code is waited for');
  expect(desk.commands()).toEqual(['telegram:bob pause once']);
  expect(desk.telegram.asked.find(({ method }) => method === 'answerCallbackQuery')?.body['text']).toContain('too old');
});

test('behavior: what is written while nobody listens is refused where it is old, and done where it is not', async () => {
  const desk = await telegramDesk(onTestFinished);
  await desk.say(ann, '/help');
  await desk.stop();
  desk.telegram.hear(bob, '/pause long ago', {}, Date.now() - 3 * 60_000);
  desk.telegram.hear(bob, '/pause just now', {}, Date.now() - 5_000);
  desk.start();
  expect(await desk.told()).toBe('that was said 3 min ago and is not done: say it again');
  expect(await desk.told()).toMatch(/^trading is reducing/);
  expect(desk.commands()).toEqual(['telegram:bob pause just now']);
});

test.each([hour, -hour])('behavior: a machine whose clock is wrong by %i ms goes by Telegram’s', async (skewMs) => {
  const desk = await telegramDesk(onTestFinished, { skewMs });
  expect(await desk.say(bob, '/pause')).toMatch(/^trading is reducing/);
  desk.telegram.hear(bob, '/ack 0000', {}, Date.now() - 2 * hour);
  expect(await desk.told()).toContain('ago and is not done');
});

test('behavior: a button that was pressed while nobody listened is not obeyed', async () => {
  const desk = await telegramDesk(onTestFinished);
  const { approve } = await desk.buttons(ann, 'small');
  await desk.telegram.idle();
  desk.pass(2 * 60_000);
  desk.telegram.press(ann, 77, approve);
  expect((await desk.telegram.next('answerCallbackQuery')).body['text']).toContain('Nobody listened for a while');
  desk.telegram.press(ann, 77, approve);
  expect((await desk.telegram.next('editMessageText')).body['text']).toContain('you approve');
});

test('behavior: a flood is answered once, costs nobody else, and is over after a minute', async () => {
  const desk = await telegramDesk(onTestFinished);
  for (let sent = 0; sent < 60; sent += 1) desk.telegram.hear(cat, '/help');
  for (let sent = 0; sent < 200; sent += 1) desk.telegram.hear(eve + sent, '/halt');
  expect(await desk.say(bob, '/pause')).toBeDefined();
  await desk.logged('listens');
  const last = await lastTo(desk, bob);
  const toCat = desk.telegram.asked.filter(({ body }) => body['chat_id'] === cat);
  expect(last).toMatch(/^trading is reducing/);
  expect(toCat).toHaveLength(21);
  expect(desk.telegram.asked.filter(({ body }) => Number(body['chat_id']) >= eve)).toEqual([]);
  const [kept] = desk.ledger.db.all<{ n: number }>('select count(*) as n from telegram_strangers');
  expect(kept?.n).toBe(50);
  desk.pass(61_000);
  desk.telegram.hear(cat, '/help');
  expect(await lastTo(desk, cat, 22)).toMatch(/^you are cat/);
});

/** Waits for the next message to somebody, or for so many of them in all. */
async function lastTo(desk: Awaited<ReturnType<typeof telegramDesk>>, user: number, count = 1): Promise<string> {
  for (;;) {
    const all = desk.telegram.asked.filter(({ method, body }) => method === 'sendMessage' && body['chat_id'] === user);
    if (all.length >= count) return String(all.at(-1)?.body['text']).replace(/<[^>]*>/g, '');
    await desk.told();
  }
}

test('behavior: Telegram is away, and the bot comes back by itself; what was said meanwhile is done', async () => {
  const desk = await telegramDesk(onTestFinished);
  await desk.say(ann, '/help');
  desk.telegram.fail('getUpdates', { status: 502, description: 'Bad Gateway' }, 3);
  desk.telegram.fail('getUpdates', { status: 429, description: 'Too Many Requests', retryAfter: 0.01 });
  desk.telegram.hear(bob, '/help');
  desk.telegram.hear(bob, '/pause');
  await desk.logged('is heard again');
  expect(await desk.told()).toMatch(/^you are bob/);
  expect(await desk.told()).toMatch(/^trading is reducing/);
  expect(desk.log().match(/is not heard/g)).toHaveLength(1);
});

test('behavior: an answer that does not get through is tried once more, and what was done is done once', async () => {
  const desk = await telegramDesk(onTestFinished, { timeoutMs: 200 });
  desk.telegram.fail('sendMessage', { status: 429, description: 'Too Many Requests', retryAfter: 0.01 });
  expect(await desk.say(bob, '/pause')).toMatch(/^trading is reducing/);
  expect(await desk.told()).toMatch(/^trading is reducing/);
  desk.telegram.fail('sendMessage', { status: 500, description: 'Internal Server Error' }, 2);
  await desk.say(bob, '/alerts');
  await desk.told();
  await desk.logged('could not answer');
  desk.telegram.hang('sendMessage');
  await desk.say(bob, '/positions');
  expect(await desk.told()).toContain('perp-v2 ETH');
  expect(desk.commands()).toEqual(['telegram:bob pause']);
});

test('behavior: where somebody has barred the bot, nobody else notices', async () => {
  const desk = await telegramDesk(onTestFinished);
  desk.telegram.fail('sendMessage', { status: 403, description: 'Forbidden: bot was blocked by the user' });
  await desk.say(cat, '/status');
  expect(await desk.say(bob, '/pause')).toMatch(/^trading is reducing/);
  expect(await desk.logged('could not answer')).toEqual({
    ...{ at: 'telegram', user: 'cat', why: '403 Forbidden: bot was blocked by the user' },
  });
});

test('behavior: a token that is nobody’s, and one that another reads with, are told for what they are, and never shown', async () => {
  const token = `1:${'B'.repeat(35)}`;
  const wrong = await telegramDesk(onTestFinished, { token });
  await expect(wrong.running()).rejects.toThrow('Telegram does not know the token of the bot');
  expect(wrong.log()).not.toContain('BBBB');

  const desk = await telegramDesk(onTestFinished);
  await desk.say(ann, '/help');
  const conflict = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
  desk.telegram.fail('getUpdates', { status: 409, description: conflict }, 4);
  desk.telegram.hear(ann, '/help');
  await expect(desk.running()).rejects.toMatchObject({
    shortMessage: 'another program reads with the token of this bot',
    facts: [`409 ${conflict}`],
  });
});

test('behavior: a moment of two, as at a restart, is no conflict', async () => {
  const desk = await telegramDesk(onTestFinished);
  desk.telegram.fail('getUpdates', { status: 409, description: 'Conflict' }, 2);
  expect(await desk.say(bob, '/pause')).toMatch(/^trading is reducing/);
});

test('behavior: while a backup holds the ledger nothing is lost and nothing done twice', async () => {
  const desk = await telegramDesk(onTestFinished, { patienceMs: 10 });
  await desk.say(ann, '/help');
  const other = new SqliteClient(desk.file);
  onTestFinished(() => void other.close());
  other.exec('begin immediate');
  desk.telegram.hear(bob, '/pause');
  await desk.logged('what was said waits until it can be written down');
  other.exec('rollback');
  expect(await desk.told()).toMatch(/^trading is reducing/);
  expect(desk.commands()).toEqual(['telegram:bob pause']);
  expect((await currentTradingState(desk.ledger)).author).toBe('telegram:bob');
});

test('behavior: what others have named is text, and never markup, a link or a mention', async () => {
  const desk = await telegramDesk(onTestFinished);
  const at = unixMillis(Date.now());
  const hostile = '</code><a href="tg://user?id=666">USDC</a> @everyone \u202e &amp; <script>';
  await desk.ledger.commit(
    raiseAlert({ code: 'LOOSE_COLLATERAL', subject: hostile, text: `reverted: ${hostile}`, at }),
  );
  const shown = await desk.say(cat, '/alerts');
  expect(shown).toContain('</code><a href="tg://user?id=666">USDC</a>');
  expect(shown).not.toContain('\u202e');
  const body = desk.telegram.asked.findLast(({ method }) => method === 'sendMessage')?.body ?? {};
  expect(body['text']).not.toMatch(/<a|<script|<\/code><a/);
  expect(body['parse_mode']).toBe('HTML');
  expect(await desk.say(bob, `/pause ${hostile}`)).toMatch(/signs in it that steer|^trading is reducing/);
  expect(await desk.say(cat, `/why ${hostile}`)).toBeTruthy();
  expect(await desk.say(cat, '/status')).toBeTruthy();
  expect(await desk.say(cat, `/orders ${'x'.repeat(4_000)}`)).toBe(
    'that is not understood: /help tells what may be said',
  );
});

test('behavior: what is too long for a message is several, and no markup is cut', async () => {
  const desk = await telegramDesk(onTestFinished);
  const at = unixMillis(Date.now());
  for (let number = 0; number < 12; number += 1) {
    const text = `${'<&>'.repeat(150)} ${number}`;
    await desk.ledger.commit(raiseAlert({ code: 'LOOSE_COLLATERAL', subject: `0x${number}`, text, at }));
  }
  const messages = [await desk.say(cat, '/alerts')];
  while (!/and \d+ more/.test(messages.at(-1) ?? '')) messages.push(await desk.told());
  expect(messages.length).toBeGreaterThan(2);
  for (const one of messages) expect(one.length).toBeLessThan(4_096);
});
