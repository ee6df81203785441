import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { codeIn } from './testing/codeIn.js';
import { ann, bob, cat, eve, telegramDesk } from './testing/telegramDesk.js';

const isPrivate = (id: number) => ({ from: { id, is_bot: false, first_name: 'x' }, chat: { id, type: 'private' } });

test('default: it says what may be said, and how things stand', async () => {
  const desk = await telegramDesk(onTestFinished);
  expect(await desk.say(ann, '/start')).toMatch(/^you are ann, admin\n\/status: /);
  expect(await desk.say(cat, '/help')).not.toContain('/pause');
  expect(await desk.say(cat, '/status')).toContain('trading is active');
  expect(await desk.say(cat, '/status@ballast_bot')).toContain('eth-book');
  expect(await desk.say(cat, '/positions')).toContain('perp-v2 ETH');
  expect(await desk.say(cat, '/orders')).toMatch(/^0 open/);
  expect(await desk.say(cat, '/alerts')).toContain('CHAIN_SILENT lab');
  expect(await desk.say(cat, 'what?')).toBe('/help tells what may be said here');
  const { body } = await desk.telegram.next('setMyCommands');
  expect(body['commands']).toContainEqual({ command: 'halt', description: expect.stringContaining('nothing is sent') });
  expect(body['scope']).toEqual({ type: 'all_private_chats' });
});

test('behavior: who is not on the list gets silence, is told once in the log, and is kept by number alone', async () => {
  const desk = await telegramDesk(onTestFinished);
  for (const text of ['/start', '/halt', '123456', '/resume']) desk.telegram.hear(eve, text);
  expect(await desk.say(ann, '/status')).toContain('trading is active');
  expect(desk.telegram.asked.filter(({ body }) => body['chat_id'] === eve)).toEqual([]);
  expect(desk.log().match(/somebody who is not on the list/g)).toHaveLength(1);
  expect(desk.log()).not.toContain('/resume');
  expect(desk.ledger.db.all(sql`select user, times from telegram_strangers`)).toEqual([{ user: eve, times: 1 }]);
  expect(desk.commands()).toEqual([]);
});

test('behavior: only what a person writes, alone with the bot, is listened to', async () => {
  const desk = await telegramDesk(onTestFinished);
  const date = Math.floor(Date.now() / 1_000);
  const message = { message_id: 9, date, text: '/pause', ...isPrivate(ann) };
  const group = { id: -100, type: 'supergroup', title: 'desk' };
  const others = [
    { message: { ...message, chat: group } },
    { message: { ...message, chat: { id: eve, type: 'private' } } },
    { message: { ...message, from: { ...message.from, is_bot: true } } },
    { message: { ...message, via_bot: { id: 5, is_bot: true, first_name: 'b' } } },
    { message: { ...message, forward_origin: { type: 'hidden_user', sender_user_name: 'ann', date } } },
    { message: { ...message, sender_chat: group } },
    { message: { ...message, text: undefined, photo: [] } },
    { edited_message: message },
    { channel_post: { ...message, chat: { id: -100, type: 'channel', title: 'c' } } },
    {
      callback_query: {
        id: 'q',
        from: message.from,
        message: { ...message, chat: group },
        chat_instance: '1',
        data: 'x',
      },
    },
    { callback_query: { id: 'q', from: message.from, inline_message_id: 'i', chat_instance: '1', data: 'x' } },
    { my_chat_member: { chat: group } },
  ];
  for (const update of others) desk.telegram.push(update);
  expect(await desk.say(ann, '/help')).toMatch(/^you are ann/);
  expect(desk.telegram.asked.filter(({ method }) => method !== 'setMyCommands' && method !== 'getMe')).toHaveLength(1);
  expect(desk.commands()).toEqual([]);
});

test('behavior: to stop is quick, for whoever may; to let more be sent wants more right, and a code', async () => {
  const desk = await telegramDesk(onTestFinished);
  expect(await desk.say(cat, '/pause')).toBe('you may not: /pause wants the right to operate, and you are viewer');
  expect(await desk.say(bob, '/pause the market is wild')).toMatch(/^trading is reducing: only what lowers risk/);
  expect(await desk.say(bob, '/pause')).toBe('trading is reducing already, by telegram:bob');
  expect(await desk.say(bob, '/resume')).toBe('you may not: /resume wants the right to resume, and you are operator');
  const asked = await desk.say(ann, '/resume calm again');
  expect(asked).toMatch(/trading is reducing since .*, by telegram:bob: the market is wild/);
  expect(asked).toMatch(/repeat \d{6} within 1 min/);
  expect((await currentTradingState(desk.ledger)).state).toBe('reducing');
  expect(await desk.say(ann, codeIn(asked))).toMatch(/^trading is active/);
  expect(await currentTradingState(desk.ledger)).toMatchObject({ author: 'telegram:ann', reason: 'calm again' });
  expect(await desk.say(ann, codeIn(asked))).toBe('no code is waited for');
  expect(desk.commands()).toEqual([
    'telegram:cat telegram refused pause viewer may not operate',
    'telegram:bob pause the market is wild',
    'telegram:bob telegram refused resume operator may not resume',
    'telegram:ann resume calm again',
  ]);
});

test('behavior: to halt wants a code of an operator too; to pause what is halted is to let more be sent', async () => {
  const desk = await telegramDesk(onTestFinished);
  const asked = await desk.say(bob, '/halt');
  expect(asked).toContain('not even to survive');
  expect(await desk.say(bob, codeIn(asked))).toMatch(/^trading is halted/);
  expect(await desk.say(bob, '/pause')).toMatch(/to let more be sent wants the right to resume/);
  expect((await currentTradingState(desk.ledger)).state).toBe('halted');
  const more = await desk.say(ann, '/pause');
  expect(await desk.say(ann, codeIn(more))).toMatch(/^trading is reducing/);
});

test('behavior: a code is of one person, for one deed, three tries and a minute', async () => {
  let drawn = 111_111;
  const drawCode = () => {
    drawn += 1;
    return String(drawn);
  };
  const desk = await telegramDesk(onTestFinished, { drawCode });
  await desk.say(bob, '/halt');
  expect(await desk.say(ann, '111112')).toBe('no code is waited for');
  expect(await desk.say(bob, '000000')).toBe('that is not the code: 2 tries are left');
  expect(await desk.say(bob, '111 112')).toBe('then it is not done');
  expect(await desk.say(bob, '111112')).toBe('no code is waited for');

  await desk.say(bob, '/halt once');
  await desk.say(bob, '/halt twice');
  expect(await desk.say(bob, '111113')).toContain('2 tries are left');
  expect(await desk.say(bob, '111114')).toMatch(/^trading is halted/);
  expect((await currentTradingState(desk.ledger)).reason).toBe('twice');

  await desk.say(ann, '/resume');
  desk.pass(61_000);
  expect(await desk.say(ann, '111115')).toBe('the time for that code was up: say /resume again');
  expect(await desk.say(ann, '111115')).toBe('no code is waited for');

  await desk.say(ann, '/resume');
  await desk.say(ann, '/status');
  expect(await desk.say(ann, '111116')).toBe('no code is waited for');
  expect((await currentTradingState(desk.ledger)).state).toBe('halted');
});

test('behavior: who guesses is not asked again for a while', async () => {
  const desk = await telegramDesk(onTestFinished, { drawCode: () => '424242' });
  for (let round = 0; round < 3; round += 1) {
    await desk.say(bob, '/halt');
    await desk.say(bob, '000000');
    await desk.say(bob, '000000');
    expect(await desk.say(bob, '000000')).toContain('it is void now: nothing was done');
    expect(await desk.say(bob, '424242')).toBe('no code is waited for');
    // So much is said here that it would be too much for a minute.
    desk.pass(30_000);
  }
  expect(await desk.say(bob, '/halt')).toMatch(/too many codes were wrong: .* for \d+ min/);
  expect(await desk.say(bob, '424242')).toBe('no code is waited for');
  desk.pass(601_000);
  await desk.say(bob, '/halt');
  expect(await desk.say(bob, '424242')).toMatch(/^trading is halted/);
  expect(desk.commands().filter((one) => one.includes('refused'))).toHaveLength(4);
});

test('behavior: a code stands on what its person has seen: what another did meanwhile is not undone unseen', async () => {
  const desk = await telegramDesk(onTestFinished);
  await desk.say(bob, '/pause');
  const asked = await desk.say(ann, '/resume');
  const halt = await desk.say(bob, '/halt it is worse');
  await desk.say(bob, codeIn(halt));
  expect(await desk.say(ann, codeIn(asked))).toMatch(/has changed since you looked: telegram:bob made it halted/);
  expect((await currentTradingState(desk.ledger)).state).toBe('halted');
});
