import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { flag, index, integer, millis, primaryKey, table, text } from '../columns.js';
import { reviews } from './reviews.js';

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

/** What a bot has asked whom by itself: written before it is sent, so that a restart neither forgets nor repeats it. */
export const telegramQuestions = table(
  'telegram_questions',
  {
    /** Telegram's number of the bot. */
    bot: integer().notNull(),
    /** Telegram's number of the person. */
    user: integer().notNull(),
    review: text<Id>()
      .notNull()
      .references(() => reviews.id),
    holder: text<Id>().notNull(),
    /** Telegram's number of the message; null: nobody knows whether it has left. */
    message: integer(),
    /** The message is about this question alone; else it counts several. */
    isAlone: flag().notNull(),
    at: millis<UnixMillis>().notNull(),
    /** When all was told of it; null: it may still be answered. */
    overAt: millis<UnixMillis>(),
  },
  (t) => [primaryKey({ columns: [t.bot, t.user, t.review] }), index('telegram_questions_over').on(t.bot, t.overAt)],
);
