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
  /** The buttons of an answer, for one person; undefined where it has none. */
  keyboardOf(person: Person, answer: Reply): InlineKeyboardMarkup | undefined;
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

  return { say: send, deliver, keyboardOf };
}
