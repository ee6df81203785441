import type { Update } from 'grammy/types';

/** Something that a person has said to the bot, alone with it. */
export type Incoming =
  | {
      kind: 'text';
      user: number;
      chat: number;
      message: number;
      text: string /** Telegram's clock, Unix ms. */;
      at: number;
    }
  | { kind: 'button'; user: number; chat: number; message: number; query: string; data: string };

/** Why something is not looked at. */
export type Ignored = 'group' | 'bot' | 'forwarded' | 'edited' | 'channel' | 'other';

/** What counts is said by a person, to the bot, in a chat of the two: a group has others in it, and what is passed on was said by them. */
export function readUpdate(update: Update): Incoming | { ignored: Ignored } {
  if (update.edited_message !== undefined) return { ignored: 'edited' };
  if (update.channel_post !== undefined || update.edited_channel_post !== undefined) return { ignored: 'channel' };
  const { message, callback_query: query } = update;
  if (query !== undefined) {
    const { from, message: under, data, id } = query;
    if (from.is_bot) return { ignored: 'bot' };
    if (under === undefined || data === undefined) return { ignored: 'other' };
    if (under.chat.type !== 'private' || under.chat.id !== from.id) return { ignored: 'group' };
    return { kind: 'button', user: from.id, chat: under.chat.id, message: under.message_id, query: id, data };
  }
  if (message === undefined) return { ignored: 'other' };
  const { from, chat, text, date, message_id: id } = message;
  if (chat.type !== 'private') return { ignored: 'group' };
  if (message.sender_chat !== undefined) return { ignored: 'channel' };
  if (from === undefined || from.id !== chat.id) return { ignored: 'other' };
  if (from.is_bot || message.via_bot !== undefined) return { ignored: 'bot' };
  if (message.forward_origin !== undefined || message.is_automatic_forward) return { ignored: 'forwarded' };
  if (text === undefined) return { ignored: 'other' };
  return { kind: 'text', user: from.id, chat: chat.id, message: id, text, at: date * 1_000 };
}

/**
 * `/why@my_bot 0198f2c4 now` as its words, the verb without what is before and behind it; `/why_0198f2c47a10`, which a thumb can touch, is
 * the same of one id. null where it is no command.
 */
export function commandIn(text: string): { verb: string; args: string[] } | null {
  const [first = '', ...args] = text.trim().split(/\s+/);
  const found = /^\/([a-z]{1,32})(?:_([0-9a-f]{4,12}))?(?:@\w+)?$/i.exec(first);
  if (!found?.[1]) return null;
  const id = found[2]?.toLowerCase();
  const named = id === undefined ? [] : [id.length > 8 ? `${id.slice(0, 8)}-${id.slice(8)}` : id];
  return { verb: found[1].toLowerCase(), args: [...named, ...args] };
}
