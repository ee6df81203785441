import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { integer, millis, table, text } from '../columns.js';

/** How far each bot has read what people wrote to it. Written before anything of it is done, so that nothing is done twice. */
export const telegramReads = table('telegram_reads', {
  /** Telegram's number of the bot. */
  bot: integer().primaryKey(),
  holder: text<Id>().notNull(),
  /** The next update that is wanted. */
  next: integer().notNull(),
  at: millis<UnixMillis>().notNull(),
});

/** Who has written to a bot and is not on its list: a few of them, each once. What they wrote is not kept. */
export const telegramStrangers = table('telegram_strangers', {
  /** Telegram's number of the user. */
  user: integer().primaryKey(),
  holder: text<Id>().notNull(),
  times: integer().notNull(),
  firstAt: millis<UnixMillis>().notNull(),
  lastAt: millis<UnixMillis>().notNull(),
});
