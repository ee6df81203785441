import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Statement } from '../ledger.js';
import { telegramQuestions, telegramReads, telegramStrangers } from '../tables/telegram.js';

/** The bot's updates before `next` are done with, whatever becomes of the one that is looked at now. */
export const readUpTo =
  (bot: number, next: number, at: UnixMillis): Statement =>
  (db, holder) =>
    db
      .insert(telegramReads)
      .values({ bot, holder, next, at })
      .onConflictDoUpdate({ target: telegramReads.bot, set: { holder, next, at } });

/** Somebody who is not on the list has written. */
export const strangerWrote =
  (user: number, at: UnixMillis): Statement =>
  (db, holder) =>
    db
      .insert(telegramStrangers)
      .values({ user, holder, times: 1, firstAt: at, lastAt: at })
      .onConflictDoUpdate({
        target: telegramStrangers.user,
        set: { holder, times: sql`${telegramStrangers.times} + 1`, lastAt: at },
      });

/** Questions to one person that stand in one message, or will. */
export interface QuestionsTo {
  bot: number;
  user: number;
  reviews: readonly Id[];
}

/** A person is about to be asked. @param message Where they stand in one that was sent already; null: it is yet to be sent */
export const beginAsking =
  ({ bot, user, reviews }: QuestionsTo, isAlone: boolean, message: number | null, at: UnixMillis): Statement =>
  (db, holder) =>
    db
      .insert(telegramQuestions)
      .values(reviews.map((review) => ({ bot, user, review, holder, message, isAlone, at, overAt: null })))
      .onConflictDoUpdate({
        target: [telegramQuestions.bot, telegramQuestions.user, telegramQuestions.review],
        set: { holder, message, isAlone, overAt: null },
      });

/** They were asked, by this message. */
export const askedBy =
  (questions: QuestionsTo, message: number): Statement =>
  (db) =>
    db.update(telegramQuestions).set({ message }).where(isOneOf(questions));

/** Nothing more is to be told of them. */
export const endAsking =
  (questions: QuestionsTo, at: UnixMillis): Statement =>
  (db) =>
    db.update(telegramQuestions).set({ overAt: at }).where(isOneOf(questions));

const isOneOf = ({ bot, user, reviews }: QuestionsTo): SQL | undefined =>
  and(
    eq(telegramQuestions.bot, bot),
    eq(telegramQuestions.user, user),
    inArray(telegramQuestions.review, [...reviews]),
  );
