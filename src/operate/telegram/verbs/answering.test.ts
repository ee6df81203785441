import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../../model/units.js';
import { listReviews } from '../../../record/queries/reviews.js';
import { insertParents, recordEvents } from '../../../record/statements/parentOrders.js';
import { openReview } from '../../../record/statements/reviews.js';
import { sampleParent } from '../../../record/testing/sampleParent.js';
import { sampleReview } from '../../../record/testing/sampleReview.js';
import { codeIn } from '../testing/codeIn.js';
import { ann, bob, cat, dora, eve, telegramDesk } from '../testing/telegramDesk.js';

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
  const { answerReview } = await import('../../reviews/answerReview.js');
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
