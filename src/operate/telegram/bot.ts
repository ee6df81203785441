import type { InlineKeyboardMarkup, Update } from 'grammy/types';
import type { TelegramUser } from '../../config/settings/telegramSchema.js';
import { BallastError } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import { type Right, roles } from '../../model/rights.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import type { Ledger } from '../../record/ledger.js';
import { insertCommand } from '../../record/statements/runs.js';
import type { KnownBookOptions } from '../orders/readKnownBook.js';
import { duration } from '../words/numbers.js';
import { createButtons } from './buttons.js';
import { failureOf, type TelegramClient } from './client.js';
import { codeLivesMs, createCodes } from './codes.js';
import { type Html, html, messagesOf } from './html.js';
import { commandIn, type Ignored, type Incoming, readUpdate } from './incoming.js';
import { createLimiter } from './limiter.js';
import { sayError } from './say/sayError.js';
import { createStrangers } from './strangers.js';
import { type Deed, isAsk, type Outcome, type Person, type Reply, type VerbContext } from './verbs/verb.js';
import { verbs } from './verbs/verbs.js';

export interface BotOptions {
  client: TelegramClient;
  ledger: Ledger;
  knowledge: KnownBookOptions;
  users: readonly TelegramUser[];
  codeAbove: number;
  now: () => UnixMillis;
  /** Milliseconds by a clock that nobody sets; the process's own unless told. */
  elapsed?: () => number;
  log: Log;
  stop: AbortSignal;
  /** For tests. */
  drawCode?: () => string;
}

export interface Bot {
  /** Never rejects. @param isLate Nobody has listened for a while: what was pressed meanwhile may be old. */
  take(update: Update, isLate: boolean): Promise<void>;
  /** How many updates were not looked at, and why. */
  readonly ignored: Readonly<Record<Ignored | 'stranger' | 'flood' | 'late', number>>;
}

/** What was said longer ago than this is not done any more. */
const freshMs = 60_000;

/** Listens to those who are on the list, and does what they may do. */
export function createBot(options: BotOptions): Bot {
  const { client, ledger, knowledge, users, codeAbove, now, elapsed, log, stop, drawCode } = options;
  const people = new Map(users.map((user) => [user.id, personOf(user)]));
  const codes = createCodes<Deed>({ now, ...(drawCode === undefined ? {} : { draw: drawCode }) });
  const buttons = createButtons<Deed>(now);
  const limiter = createLimiter(elapsed);
  const strangers = createStrangers({ ledger, now, log });
  const context: VerbContext = { ledger, knowledge, now, codeAbove };
  const ignored = { group: 0, bot: 0, forwarded: 0, edited: 0, channel: 0, other: 0, stranger: 0, flood: 0, late: 0 };

  async function take(update: Update, isLate: boolean): Promise<void> {
    const incoming = readUpdate(update);
    if ('ignored' in incoming) {
      ignored[incoming.ignored] += 1;
      return;
    }
    const person = people.get(incoming.user);
    if (!person) {
      ignored.stranger += 1;
      return strangers.wrote(incoming.user);
    }
    const turn = limiter.take(incoming.user);
    if (turn !== 'yes') ignored.flood += 1;
    if (turn === 'no') return;
    try {
      if (turn === 'told') return await send(incoming.chat, { lines: [html`that is too much at once: wait a minute`] });
      await (incoming.kind === 'button' ? pressed(person, incoming, isLate) : heard(person, incoming));
    } catch (error) {
      // Telegram did not take the answer: what was done is done, and the ledger has it.
      log.warn({ at: 'telegram', user: person.user.name, why: failureOf(error).text }, 'could not answer');
    }
  }

  async function heard(
    person: Person,
    { chat, text, at, message }: Extract<Incoming, { kind: 'text' }>,
  ): Promise<void> {
    const old = client.telegramNow() - at;
    if (old > freshMs) {
      ignored.late += 1;
      return send(chat, { lines: [html`that was said ${duration(old)} ago and is not done: say it again`] }, message);
    }
    const said = text.trim();
    if (/^\d{6}$/.test(said)) return coded(person, chat, said);
    const command = commandIn(said);
    // Telegram says it when somebody opens the chat.
    const name = command?.verb === 'start' ? 'help' : command?.verb;
    const verb = verbs.find((one) => one.name === name);
    const wasAsked = codes.drop(person.user.id);
    if (!command || !verb) {
      return send(chat, { lines: [wasAsked ? html`then it is not done` : html`/help tells what may be said here`] });
    }
    const run = () => verb.run(context, { person, args: command.args });
    await reply(person, chat, await attempt(person, verb.name, verb.right, run), message);
  }

  /** The code of what was asked for is repeated. */
  async function coded(person: Person, chat: number, code: string): Promise<void> {
    const answer = codes.answer(person.user.id, code);
    switch (answer.kind) {
      case 'none':
        return send(chat, { lines: [html`no code is waited for`] });
      case 'late':
        return send(chat, { lines: [html`the time for that code was up: say /${answer.verb} again`] });
      case 'wrong':
        if (answer.left > 0) return send(chat, { lines: [html`that is not the code: ${answer.left} tries are left`] });
        await audit(person, 'refused', [answer.verb, 'the code was wrong']);
        return send(chat, { lines: [html`that is not the code, and it is void now: nothing was done`] });
      case 'right': {
        const { verb, right, run } = answer.pending.deed;
        return reply(person, chat, await attempt(person, verb, right, () => run(context, person)));
      }
    }
  }

  async function pressed(
    person: Person,
    { query, data, chat, message }: Extract<Incoming, { kind: 'button' }>,
    isLate: boolean,
  ): Promise<void> {
    const tell = (text: string) => client.answer(query, text, true, stop);
    if (isLate) {
      ignored.late += 1;
      return tell('Nobody listened for a while, so this was not done. Press it again.');
    }
    const found = buttons.press(person.user.id, data);
    if (found.kind === 'used') return tell('You have pressed a button here before: it counts once.');
    if (found.kind === 'unknown')
      return tell('This button is too old, or from before a restart: ask for the list anew.');
    const { verb, right, run } = found.deed;
    const outcome = await attempt(person, verb, right, () => run(context, person));
    // What was done is told first: the button may have waited for too long by now.
    await client.answer(query, '', false, stop).catch(() => {});
    if (isAsk(outcome)) return reply(person, chat, outcome);
    const [text] = messagesOf(outcome.lines);
    await client.change(chat, message, text ?? '', stop);
  }

  /** Runs it where the person may; what goes wrong is an answer as well. */
  async function attempt(person: Person, verb: string, right: Right, run: () => Promise<Outcome>): Promise<Outcome> {
    if (!person.rights.has(right)) {
      await audit(person, 'refused', [verb, `${person.user.role} may not ${right}`]);
      return {
        lines: [html`you may not: /${verb} wants the right to <b>${right}</b>, and you are ${person.user.role}`],
      };
    }
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof BallastError)) log.error({ at: 'telegram', verb, error }, 'a verb failed');
      return { lines: sayError(error) };
    }
  }

  async function reply(person: Person, chat: number, outcome: Outcome, to?: number): Promise<void> {
    if (!isAsk(outcome)) return deliver(person, chat, outcome, to);
    const { ask, deed } = outcome;
    const asked = codes.ask(person.user.id, { verb: deed.verb, deed });
    if ('lockedUntil' in asked) {
      await audit(person, 'refused', [deed.verb, 'too many wrong codes']);
      const wait = duration(asked.lockedUntil - now());
      return send(chat, { lines: [html`too many codes were wrong: nothing that wants one is begun for ${wait}`] });
    }
    const code = html`repeat <code>${asked.code}</code> within ${duration(codeLivesMs)}, and it is done; anything else, and it is not`;
    await send(chat, { lines: [...ask, code] }, to);
  }

  async function deliver(person: Person, chat: number, answer: Reply, to?: number): Promise<void> {
    if (answer.picture) {
      const { drawPng } = await import('./picture/drawPng.js');
      await client.show(chat, await drawPng(answer.picture.svg), answer.picture.caption.markup, stop);
    }
    await send(chat, answer, to, keyboardOf(person, answer));
    for (const one of answer.more ?? []) await deliver(person, chat, one);
  }

  function keyboardOf(
    { user }: Person,
    { buttons: wanted = [], buttonsUntil = now() }: Reply,
  ): InlineKeyboardMarkup | undefined {
    if (wanted.length === 0) return undefined;
    const deeds = wanted.map(({ deed }) => deed);
    const names = buttons.row(user.id, deeds, buttonsUntil);
    return { inline_keyboard: [wanted.map(({ label }, i) => ({ text: label, callback_data: names[i] ?? '' }))] };
  }

  async function send(
    chat: number,
    { lines }: { lines: readonly Html[] },
    to?: number,
    keyboard?: InlineKeyboardMarkup,
  ) {
    const messages = messagesOf(lines);
    for (const [i, message] of messages.entries()) {
      await client.say(
        chat,
        message,
        {
          ...(i === 0 && to !== undefined ? { to } : {}),
          ...(i === messages.length - 1 && keyboard ? { buttons: keyboard } : {}),
        },
        stop,
      );
    }
  }

  const audit = ({ author }: Person, verb: string, args: readonly string[]): Promise<void> =>
    ledger.commit(insertCommand({ id: newId(now()), verb: `telegram ${verb}`, args, author, at: now() }));

  return { take, ignored };
}

const personOf = (user: TelegramUser): Person => ({
  ...{ user, author: `telegram:${user.name}` },
  rights: new Set<Right>(roles[user.role]),
});
