import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Buttons } from './buttons.js';
import type { TelegramClient } from './client.js';
import { type Html, messagesOf } from './html.js';
import type { Deed, Person, Reply } from './verbs/verb.js';

export interface SpeakerOptions {
  client: TelegramClient;
  buttons: Buttons<Deed>;
  now: () => number;
  stop: AbortSignal;
}

/** Puts what is to be said into messages of Telegram. Every method rejects with what `failureOf` understands. */
export interface Speaker {
  /** As so few messages as hold the lines. @param to Which message the first of them answers. */
  say(chat: number, lines: readonly Html[], to?: number): Promise<void>;
  /** An answer to somebody: its picture, its lines with their buttons, and what comes after it. */
  deliver(person: Person, chat: number, answer: Reply, to?: number): Promise<void>;
  /** One message to somebody that can be changed later: what does not fit into one is left out. @returns Telegram's number of it */
  begin(person: Person, said: Reply): Promise<number>;
  /** Another text and other buttons for a message of before. */
  change(person: Person, message: number, said: Reply): Promise<void>;
}

export function createSpeaker({ client, buttons, now, stop }: SpeakerOptions): Speaker {
  async function send(chat: number, lines: readonly Html[], to?: number, keyboard?: InlineKeyboardMarkup) {
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

  function keyboardOf(
    { user }: Person,
    { buttons: wanted = [], buttonsUntil = now() }: Reply,
  ): InlineKeyboardMarkup | undefined {
    if (wanted.length === 0) return undefined;
    const deeds = wanted.map(({ deed }) => deed);
    const names = buttons.row(user.id, deeds, buttonsUntil);
    return { inline_keyboard: [wanted.map(({ label }, i) => ({ text: label, callback_data: names[i] ?? '' }))] };
  }

  async function deliver(person: Person, chat: number, answer: Reply, to?: number): Promise<void> {
    if (answer.picture) {
      const { drawPng } = await import('./picture/drawPng.js');
      await client.show(chat, await drawPng(answer.picture.svg), answer.picture.caption.markup, stop);
    }
    await send(chat, answer.lines, to, keyboardOf(person, answer));
    for (const one of answer.more ?? []) await deliver(person, chat, one);
  }

  const only = (person: Person, said: Reply) => {
    const keyboard = keyboardOf(person, said);
    return { markup: messagesOf(said.lines)[0] ?? '', options: keyboard === undefined ? {} : { buttons: keyboard } };
  };

  return {
    say: send,
    deliver,
    async begin(person, said) {
      const { markup, options } = only(person, said);
      return (await client.say(person.user.id, markup, options, stop)).message_id;
    },
    async change(person, message, said) {
      const { markup, options } = only(person, said);
      await client.change(person.user.id, message, markup, options, stop);
    },
  };
}
