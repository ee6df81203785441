import { sql } from 'drizzle-orm';
import type { UnixMillis } from '../../model/units.js';
import type { Statement } from '../ledger.js';
import { telegramReads, telegramStrangers } from '../tables/telegram.js';

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
