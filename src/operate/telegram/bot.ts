import type { Update } from 'grammy/types';
import type { Log } from '../../model/log.js';
import { duration } from '../words/numbers.js';
import type { Buttons } from './buttons.js';
import { failureOf, type TelegramClient } from './client.js';
import { createConfirmation } from './confirmation.js';
import { html, messagesOf } from './html.js';
import { commandIn, type Ignored, type Incoming, readUpdate } from './incoming.js';
import { createLimiter } from './limiter.js';
import { createPermission } from './permission.js';
import type { Refused } from './questions/questionTeller.js';
import type { Shown } from './questions/shown.js';
import type { Speaker } from './speaker.js';
import { createStrangers } from './strangers.js';
import { type Deed, isAsk, type Person, type VerbContext } from './verbs/verb.js';
import { verbs } from './verbs/verbs.js';

export interface BotOptions {
  client: TelegramClient;
  speaker: Speaker;
  buttons: Buttons<Deed>;
  /** Who is on the list, by Telegram's number of each. */
  people: ReadonlyMap<number, Person>;
  /** What the messages that it sends by itself show. */
  shown: Pick<Shown, 'forget'>;
  /** What Telegram did not take for whom: who writes has not barred the bot any more. */
  refused: Pick<Refused, 'delete'>;
  context: VerbContext;
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
  const { client, speaker, buttons, people, shown, refused, context, elapsed, log, stop, drawCode } = options;
  const { ledger, now } = context;
  const limiter = createLimiter(elapsed);
  const strangers = createStrangers({ ledger, now, log });
  const permission = createPermission({ ledger, now, log });
  const confirmation = createConfirmation({
    ...{ context, permission, speaker },
    ...(drawCode === undefined ? {} : { drawCode }),
  });
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
    refused.delete(incoming.user);
    const turn = limiter.take(incoming.user);
    if (turn !== 'yes') ignored.flood += 1;
    if (turn === 'no') return;
    try {
      if (turn === 'told') return await speaker.say(incoming.chat, [html`that is too much at once: wait a minute`]);
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
      return speaker.say(chat, [html`that was said ${duration(old)} ago and is not done: say it again`], message);
    }
    const said = text.trim();
    if (/^\d{6}$/.test(said)) return confirmation.coded(person, chat, said);
    const command = commandIn(said);
    // Telegram says it when somebody opens the chat.
    const name = command?.verb === 'start' ? 'help' : command?.verb;
    const verb = verbs.find((one) => one.name === name);
    const wasAsked = confirmation.drop(person);
    if (!command || !verb)
      return speaker.say(chat, [wasAsked ? html`then it is not done` : html`/help tells what may be said here`]);
    const run = () => verb.run(context, { person, args: command.args });
    const outcome = await permission.attempt(person, { verb: verb.name, right: verb.right, run });
    await confirmation.reply(person, chat, outcome, message);
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
    const outcome = await permission.attempt(person, { verb, right, run: () => run(context, person) });
    const isFailure = !isAsk(outcome) && outcome.isFailure === true;
    const why = isFailure ? 'This did not go through, and a message says why. The button may be pressed again.' : '';
    // What came of it is told whether or not the button has waited for too long by now.
    await client.answer(query, why, isFailure, stop).catch(() => {});
    if (isAsk(outcome) || isFailure) {
      // A code or a try that comes to nothing must not leave a question that nobody can answer.
      buttons.release(data);
      return confirmation.reply(person, chat, outcome, ...(isFailure ? [message] : []));
    }
    try {
      const [text] = messagesOf(outcome.lines);
      await client.change(chat, message, text ?? '', {}, stop);
    } finally {
      // Where the question had been shown anew meanwhile, its buttons have gone with this.
      shown.forget(person, message);
    }
  }

  return { take, ignored };
}
