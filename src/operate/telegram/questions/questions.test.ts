import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import type { Id } from '../../../model/order.js';
import { unixMillis } from '../../../model/units.js';
import { listReviews } from '../../../record/queries/reviews.js';
import { closeReview, openReview } from '../../../record/statements/reviews.js';
import { beginAsking } from '../../../record/statements/telegram.js';
import { sampleReview } from '../../../record/testing/sampleReview.js';
import { codeIn } from '../testing/codeIn.js';
import { readText } from '../testing/readText.js';
import type { Asked } from '../testing/standIn.js';
import {
  ann,
  dora,
  people,
  type TelegramDesk,
  type TelegramDeskOptions,
  telegramDesk,
} from '../testing/telegramDesk.js';

const quarter = 900_000;
const asking = (options: TelegramDeskOptions = {}) => telegramDesk(onTestFinished, { asks: true, ...options });
const [annAlone, doraAlone] = [ann, dora].map((id) => people.filter((one) => one.id === id));

/** The next so many questions. */
async function questions(desk: TelegramDesk, count: number): Promise<Asked[]> {
  const found: Asked[] = [];
  while (found.length < count) found.push(await desk.telegram.next('sendMessage'));
  return found;
}

/** Once the ledger knows so many to have been asked. */
const written = (desk: TelegramDesk, count: number) =>
  expect
    .poll(() => desk.ledger.db.all(sql`select 1 from telegram_questions where message is not null`).length, {
      timeout: 20_000,
    })
    .toBe(count);

const chatOf = ({ body }: Asked) => body['chat_id'];
const buttonsOf = ({ body }: Asked): { text: string; callback_data: string }[] =>
  (body['reply_markup'] as { inline_keyboard: { text: string; callback_data: string }[][] } | undefined)
    ?.inline_keyboard[0] ?? [];
const button = (asked: Asked, word: string): string =>
  buttonsOf(asked).find(({ text }) => text.startsWith(word))?.callback_data ?? '';
const sendings = (desk: TelegramDesk): Asked[] => desk.telegram.asked.filter(({ method }) => method === 'sendMessage');

/** The next change of a message that says it. */
async function changed(desk: TelegramDesk, message: number | null, words: RegExp): Promise<Asked> {
  for (;;) {
    const found = await desk.telegram.next('editMessageText');
    if (found.body['message_id'] === message && words.test(readText(found))) return found;
  }
}

async function open(desk: TelegramDesk, count: number, more: Parameters<typeof sampleReview>[0] = {}): Promise<void> {
  const at = unixMillis(Date.now());
  const one = (number: number) =>
    openReview(sampleReview({ strategy: 'eth-book', rule: `hedge ${number}`, notional: 700, openedAt: at, ...more }));
  await desk.ledger.commit(Array.from({ length: count }, (_, number) => one(number)));
}

const idOf = async (desk: TelegramDesk, rule: string): Promise<Id> =>
  (await listReviews(desk.ledger)).find((one) => one.rule === rule)?.id as Id;

test('default: who may answer is asked by themselves, each question once, and told what became of it', async () => {
  const desk = await asking();
  const asked = await questions(desk, 4);
  expect(asked.map(chatOf).sort()).toEqual([ann, ann, dora, dora]);
  const [ofAnn, ofDora] = [ann, dora].map((one) =>
    asked.find((message) => chatOf(message) === one && readText(message).includes('5 000 usd')),
  );
  if (!ofAnn || !ofDora) throw new Error('nobody was asked');
  expect(readText(ofDora)).toMatch(/sell 30\.0000 perp-v2 ETH, 5 000 usd/);
  expect(readText(ofDora)).toMatch(/MAX_ORDER_USD: 60 000 USD; a person looks above 50 000 USD/);
  expect(readText(ofDora)).toMatch(/^as of [-\d: ]+ UTC:\nperp-v2 ETH: -2/m);
  expect(readText(ofDora)).toMatch(/until [-\d: ]+ UTC, and without an answer it is not done/);
  expect(buttonsOf(ofDora).map(({ text }) => text)).toEqual(['Approve', 'Reject']);

  desk.telegram.press(dora, ofDora.message ?? 0, button(ofDora, 'Approve'));
  const over = await changed(desk, ofAnn.message, /approved by telegram:dora/);
  expect(over.body['reply_markup']).toBeUndefined();
  await changed(desk, ofDora.message, /^▪️.*approved by telegram:dora/s);
  expect((await listReviews(desk.ledger)).map(({ status }) => status).sort()).toEqual(['Approved', 'Open']);
  // A button of before counts for nothing.
  desk.telegram.press(ann, ofAnn.message ?? 0, button(ofAnn, 'Reject'));
  await changed(desk, ofAnn.message, /is over/);
  expect(sendings(desk)).toHaveLength(4);
});

test('behavior: what is large wants a code here as well', async () => {
  const desk = await asking({ users: annAlone ?? [] });
  const large = (await questions(desk, 2)).find((one) => readText(one).includes('60 000 usd'));
  if (!large) throw new Error('nobody was asked');
  expect(buttonsOf(large).map(({ text }) => text)).toEqual(['Approve (with a code)', 'Reject']);
  desk.telegram.press(ann, large.message ?? 0, button(large, 'Approve'));
  expect(await desk.told()).toMatch(/repeat \d{6}/);
  expect(await desk.say(ann, 'wait')).toBe('then it is not done');
  // Nothing was done by it, so it is no answer yet.
  desk.telegram.press(ann, large.message ?? 0, button(large, 'Approve'));
  await desk.say(ann, codeIn(await desk.told()));
  await changed(desk, large.message, /approved by telegram:ann/);
});

test('behavior: where two must approve, who has is not asked again, and the other sees it', async () => {
  const desk = await asking({ reviewers: 2 });
  const asked = (await questions(desk, 4)).filter((one) => readText(one).includes('5 000 usd'));
  const [ofAnn, ofDora] = [ann, dora].map((one) => asked.find((message) => chatOf(message) === one));
  if (!ofAnn || !ofDora) throw new Error('nobody was asked');
  desk.telegram.press(ann, ofAnn.message ?? 0, button(ofAnn, 'Approve'));
  const left = await changed(desk, ofDora.message, /1 of 2 people must approve it yet.*telegram:ann approves/s);
  expect(buttonsOf(left).map(({ text }) => text)).toEqual(['Approve', 'Reject']);
  desk.telegram.press(dora, ofDora.message ?? 0, button(left, 'Approve'));
  await changed(desk, ofAnn.message, /approved by telegram:ann and telegram:dora/);
});

test('behavior: an answer that could not be written down leaves the question and its buttons, and may be given again', async () => {
  const desk = await asking({ users: doraAlone ?? [] });
  const small = (await questions(desk, 2)).find((one) => readText(one).includes('5 000 usd'));
  if (!small) throw new Error('nobody was asked');
  await written(desk, 2);
  // A lock would keep the bot from reading what is pressed as well.
  desk.ledger.db.run(
    sql`create trigger barred before insert on review_votes begin select raise(abort, 'no room'); end`,
  );
  desk.telegram.press(dora, small.message ?? 0, button(small, 'Reject'));
  const told = await desk.telegram.next('answerCallbackQuery');
  expect(told.body).toMatchObject({ text: expect.stringContaining('did not go through'), show_alert: true });
  expect(await desk.told()).toContain('the ledger refuses an entry');
  await desk.telegram.idle();
  expect(desk.telegram.asked.filter(({ method }) => method === 'editMessageText')).toEqual([]);
  desk.ledger.db.run(sql`drop trigger barred`);
  desk.telegram.press(dora, small.message ?? 0, button(small, 'Reject'));
  await changed(desk, small.message, /rejected by telegram:dora/);
});

test('behavior: who has approved where two must can still reject, though the bot showed the question anew first', async () => {
  const desk = await asking({ reviewers: 2, users: annAlone ?? [] });
  const small = (await questions(desk, 2)).find((one) => readText(one).includes('5 000 usd'));
  if (!small) throw new Error('nobody was asked');
  const letGo = desk.telegram.hold('answerCallbackQuery');
  desk.telegram.press(ann, small.message ?? 0, button(small, 'Approve'));
  await changed(desk, small.message, /1 of 2 people must approve it yet/);
  letGo();
  await changed(desk, small.message, /^you approve/);
  const again = await changed(desk, small.message, /1 of 2 people must approve it yet/);
  expect(buttonsOf(again).map(({ text }) => text)).toEqual(['Reject']);
});

test('behavior: when its time is up the buttons go, and once it is decided that is told', async () => {
  const desk = await asking({ users: doraAlone ?? [] });
  const [first] = await questions(desk, 2);
  desk.pass(quarter + 1_000);
  const late = await changed(desk, first?.message ?? null, /its time is up: it is not done at the next block/);
  expect(late.body['reply_markup']).toBeUndefined();
  const [review] = (await listReviews(desk.ledger)).toReversed();
  if (!review) throw new Error('nothing was asked');
  const at = unixMillis(Date.now());
  await desk.ledger.commit(closeReview(review.id, { status: 'Rejected', text: 'nobody answered in time', at }));
  await changed(desk, first?.message ?? null, /rejected: nobody answered in time/);
  expect(sendings(desk)).toHaveLength(2);
});

test('behavior: a restart asks nothing again, and its buttons are good', async () => {
  const desk = await asking({ users: doraAlone ?? [] });
  const [first] = await questions(desk, 2);
  await written(desk, 2);
  await desk.stop();
  expect(desk.telegram.asked.filter(({ method }) => method === 'editMessageText')).toEqual([]);
  desk.start();
  const again = await changed(desk, first?.message ?? null, /without an answer/);
  expect(button(again, 'Reject')).not.toBe(button(first as Asked, 'Reject'));
  desk.telegram.press(dora, first?.message ?? 0, button(again, 'Reject'));
  await changed(desk, first?.message ?? null, /rejected by telegram:dora/);
  await open(desk, 1);
  expect(readText((await questions(desk, 1))[0] as Asked)).toContain('hedge 0');
  expect(sendings(desk)).toHaveLength(3);
});

test('behavior: what was on its way when all stopped is asked again; nobody knows whether it arrived', async () => {
  const desk = await asking({ users: doraAlone ?? [] });
  await questions(desk, 2);
  await written(desk, 2);
  await desk.stop();
  await open(desk, 1);
  const reviews = [await idOf(desk, 'hedge 0')];
  await desk.ledger.commit(
    beginAsking({ bot: 7_000_000_001, user: dora, reviews }, true, null, unixMillis(Date.now())),
  );
  desk.start();
  expect(readText((await questions(desk, 1))[0] as Asked)).toContain('hedge 0');
});

test('behavior: a flood of questions is five, and one that counts the others without ringing again', async () => {
  const desk = await asking({ users: doraAlone ?? [] });
  await questions(desk, 2);
  await written(desk, 2);
  await desk.stop();
  await open(desk, 7);
  desk.start();
  const asked = await questions(desk, 4);
  const counting = asked.at(-1);
  expect(asked.slice(0, 3).every((one) => buttonsOf(one).length === 2)).toBe(true);
  expect(readText(counting as Asked)).toBe('❓ 4 more wait for an answer: /reviews has each with its buttons');
  await open(desk, 1, { rule: 'hedge more' });
  await changed(desk, counting?.message ?? null, /5 more wait/);
  const at = unixMillis(Date.now());
  const one = await idOf(desk, 'hedge more');
  await desk.ledger.commit(closeReview(one, { status: 'Rejected', text: 'the order is over', at }));
  await changed(desk, counting?.message ?? null, /4 more wait/);
  const over = (await listReviews(desk.ledger, { open: true })).map(({ id }) =>
    closeReview(id, { status: 'Rejected', text: 'the order is over', at }),
  );
  await desk.ledger.commit(over);
  await changed(desk, counting?.message ?? null, /none of what was counted here waits/);
  await open(desk, 1, { rule: 'hedge anew' });
  expect(readText((await questions(desk, 1))[0] as Asked)).toContain('hedge anew');
  expect(sendings(desk)).toHaveLength(7);
});

test('behavior: who has barred the bot costs nobody else a question', async () => {
  const desk = await asking({ beforeStart: barring });
  const asked = await questions(desk, 4);
  expect(asked.map(chatOf)).toEqual([ann, ann, dora, dora]);
  expect(await desk.logged('a question was not taken')).toMatchObject({ user: 'ann' });
  await open(desk, 1);
  expect((await questions(desk, 2)).map(chatOf)).toEqual([ann, dora]);
});

test('behavior: who could not be asked is asked what still waits once they write, and each question once', async () => {
  const desk = await asking({ users: annAlone ?? [], beforeStart: barring });
  await questions(desk, 2);
  await expect.poll(() => desk.log().match(/a question was not taken/g)?.length, { timeout: 20_000 }).toBe(2);
  desk.telegram.hear(ann, '/start');
  const told = await questions(desk, 3);
  expect(told.map((one) => buttonsOf(one).length).sort()).toEqual([0, 2, 2]);
  await written(desk, 2);
  expect(sendings(desk)).toHaveLength(5);
});

test('behavior: who was taken off the list and is put back is asked what still waits', async () => {
  const desk = await asking({ users: doraAlone ?? [] });
  await questions(desk, 2);
  await written(desk, 2);
  await desk.stop();
  desk.start(annAlone);
  await questions(desk, 2);
  await expect
    .poll(() => desk.ledger.db.all(sql`select 1 from telegram_questions where over_at is not null`).length, {
      timeout: 20_000,
    })
    .toBe(2);
  await desk.stop();
  desk.start(doraAlone);
  const again = await questions(desk, 2);
  expect(again.map(chatOf)).toEqual([dora, dora]);
  const small = again.find((one) => readText(one).includes('5 000 usd'));
  desk.telegram.press(dora, small?.message ?? 0, button(small as Asked, 'Reject'));
  await changed(desk, small?.message ?? null, /rejected by telegram:dora/);
});

const barring = (telegram: TelegramDesk['telegram']) =>
  telegram.fail('sendMessage', { status: 403, description: 'Forbidden: bot was blocked by the user' }, 2);

test('behavior: while Telegram is away a question waits, and is asked once when it is back', async () => {
  const desk = await asking({
    users: doraAlone ?? [],
    beforeStart: (telegram) => telegram.fail('sendMessage', { status: 502, description: 'Bad Gateway' }, 4),
  });
  await desk.logged('a question waits until it can be asked');
  await written(desk, 2);
  expect(sendings(desk).filter(({ message }) => message !== null)).toHaveLength(2);
});
