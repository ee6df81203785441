import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { listReviews } from '../../record/queries/reviews.js';
import { insertParents, recordEvents } from '../../record/statements/parentOrders.js';
import { openReview } from '../../record/statements/reviews.js';
import { sampleParent } from '../../record/testing/sampleParent.js';
import { sampleReview } from '../../record/testing/sampleReview.js';
import { codeIn } from './testing/codeIn.js';
import { ann, bob, cat, dora, eve, telegramDesk } from './testing/telegramDesk.js';

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

test('behavior: a question is answered by a button, once, whoever presses twice or second', async () => {
  const desk = await telegramDesk(onTestFinished);
  const ofDora = await desk.buttons(dora, 'small');
  const ofAnn = await desk.buttons(ann, 'small');
  for (let presses = 0; presses < 3; presses += 1) desk.telegram.press(dora, 77, ofDora.approve);
  desk.telegram.press(dora, 77, ofDora.reject);
  desk.telegram.press(ann, 78, ofAnn.reject);
  const changed = await desk.telegram.next('editMessageText');
  expect(changed.body).toMatchObject({ message_id: 77, text: expect.stringContaining('you approve') });
  expect(changed.body['reply_markup']).toBeUndefined();
  const second = await desk.telegram.next('editMessageText');
  expect(second.body).toMatchObject({ message_id: 78, text: expect.stringContaining('approved by telegram:dora') });
  const answers = desk.telegram.asked.filter(({ method }) => method === 'answerCallbackQuery');
  expect(answers.map(({ body }) => body['text'])).toEqual(['', ...Array(3).fill(expect.stringContaining('once')), '']);
  expect(desk.commands()).toEqual([expect.stringMatching(/^telegram:dora review approve /)]);
});

test('behavior: a button is of who was shown it, and nobody can make one up', async () => {
  const desk = await telegramDesk(onTestFinished);
  const { approve } = await desk.buttons(dora, 'small');
  expect(approve).toMatch(/^[\w-]{24}$/);
  for (const [user, data] of [
    [ann, approve],
    [eve, approve],
    [dora, 'A'.repeat(24)],
    [dora, `approve:${desk.small}`],
    [dora, ''],
  ] as const)
    desk.telegram.press(user, 77, data);
  await desk.say(ann, '/help');
  const answers = desk.telegram.asked.filter(({ method }) => method === 'answerCallbackQuery');
  expect(answers.map(({ body }) => body['text'])).toEqual(Array(4).fill(expect.stringContaining('too old')));
  expect(desk.commands()).toEqual([]);
});

test('behavior: much is approved with a code only; the viewer sees it, and has no button', async () => {
  const desk = await telegramDesk(onTestFinished);
  const { approve } = await desk.buttons(dora, 'large');
  desk.telegram.press(dora, 77, approve);
  const asked = await desk.told();
  expect(asked).toMatch(/^approve sell .*, 60 000 usd\nrepeat \d{6}/);
  expect((await listReviews(desk.ledger, { open: true })).length).toBe(2);
  expect(await desk.say(dora, codeIn(asked))).toMatch(/^you approve:/);
  expect(await desk.say(dora, `/approve ${desk.small} 4000`)).toMatch(/up to 4 000 usd/);
  expect((await listReviews(desk.ledger)).map(({ approved }) => approved).sort()).toEqual([4_000, 60_000]);
  desk.telegram.hear(cat, '/reviews');
  expect(await desk.told()).toBe('🟢 nothing waits for an answer');
});

test('behavior: a part of much that is small enough wants no code; no number is no answer', async () => {
  const desk = await telegramDesk(onTestFinished);
  expect(await desk.say(dora, `/approve ${desk.large} lots`)).toContain('is no number of usd');
  expect(await desk.say(dora, `/approve ${desk.large} -5`)).toContain('is no number of usd');
  expect(await desk.say(dora, `/approve ${desk.small} 9000`)).toContain('is more than was asked for');
  expect(await desk.say(dora, `/approve ${desk.large} 9_000`)).toMatch(/up to 9 000 usd/);
  expect(await desk.say(dora, `/approve ${desk.large}`)).toContain('is over: approved by telegram:dora');
  expect(await desk.say(dora, `/reject ${desk.small} not now`)).toMatch(/dora rejects: not now/);
  expect(await desk.say(dora, '/approve')).toContain('which? /approve ID');
  expect(await desk.say(cat, `/approve ${desk.small}`)).toContain('you may not');
});

test('behavior: two people are two, not one by two ways in', async () => {
  const desk = await telegramDesk(onTestFinished, { reviewers: 2 });
  expect(await desk.say(dora, `/approve ${desk.small}`)).toContain('1 more must approve, 1 of 2 have');
  const { answerReview } = await import('../reviews/answerReview.js');
  const at = (await listReviews(desk.ledger))[0]?.openedAt ?? 0;
  const vote = { id: desk.small, verdict: 'approve', text: '', at } as Parameters<typeof answerReview>[1];
  expect((await answerReview(desk.ledger, { ...vote, author: 'Dora' })).outcome.status).toBe('Open');
  expect((await answerReview(desk.ledger, { ...vote, author: 'ann' })).outcome.status).toBe('Approved');
});

test('behavior: an alert is taken on by its id, or a touch', async () => {
  const desk = await telegramDesk(onTestFinished);
  const touch = /\/ack_[0-9a-f]+/.exec(await desk.say(bob, '/alerts'))?.[0] ?? '';
  expect(await desk.say(cat, touch)).toContain('you may not');
  expect(await desk.say(bob, `${touch} I am at it`)).toMatch(/^you have taken on CHAIN_SILENT/);
  expect(await desk.say(bob, '/alerts')).toContain('taken on by telegram:bob');
  expect(await desk.say(bob, '/ack zzzz')).toContain('no alert begins with');
});

test('behavior: an order is taken back with a code, by whoever may trade, and its story is told', async () => {
  const desk = await telegramDesk(onTestFinished);
  const parent = sampleParent({ clOrdId: 'june-1', chainId: 31_337, createdAt: unixMillis(Date.now() - 60_000) });
  await desk.ledger.commit(insertParents([parent]));
  const by = { author: 'ballast', at: unixMillis(Date.now() - 59_000) };
  await desk.ledger.commit(recordEvents(parent, [{ event: { kind: 'accept' }, text: '' }], by));
  const touch = /\/why_[0-9a-f]+/.exec(await desk.say(cat, '/orders'))?.[0] ?? '';
  expect(await desk.say(cat, touch)).toMatch(/sell 10.*asked by ana/s);
  expect(await desk.say(cat, '/cancel june-1')).toContain('you may not');
  expect(await desk.say(dora, '/cancel june-1')).toContain('you may not');
  const asked = await desk.say(bob, '/cancel june-1 the client called');
  expect(asked).toMatch(/^cancel sell 10 .*\nrepeat \d{6}/);
  expect(await desk.say(bob, codeIn(asked))).toMatch(/^asked for: order .* is PendingCancel/);
  expect(await desk.say(bob, '/cancel june-1')).toMatch(/cancel/i);
  expect(await desk.say(bob, '/cancel nothing-such')).toContain('nothing-such');
  expect(desk.commands().filter((one) => !one.includes('refused'))).toEqual([
    expect.stringMatching(/^telegram:bob .*/),
  ]);
});

test('behavior: who asked for an order has no button to approve it where two must', async () => {
  const desk = await telegramDesk(onTestFinished);
  const parent = sampleParent({ author: 'Dora', strategy: 'eth-book', chainId: 31_337 });
  await desk.ledger.commit(insertParents([parent]));
  const at = unixMillis(Date.now());
  const subject = { parent: parent.id };
  await desk.ledger.commit(
    openReview(sampleReview({ strategy: 'eth-book', notional: 700, openedAt: at, approvals: 2, subject })),
  );
  await desk.say(dora, '/reviews');
  const labels: unknown[] = [];
  for (let message = 0; message < 3; message += 1) {
    const { body } = await desk.telegram.next('sendMessage');
    if (String(body['text']).includes('you asked for it')) labels.push(body['reply_markup']);
  }
  expect(labels).toEqual([{ inline_keyboard: [[{ text: 'Reject', callback_data: expect.any(String) }]] }]);
});
