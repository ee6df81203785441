import { and, asc, count, desc, eq, isNull } from 'drizzle-orm';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { telegramQuestions, telegramReads, telegramStrangers } from '../tables/telegram.js';

/** Up to where a bot's updates were read, and when; null before the first. */
export async function telegramRead(ledger: Ledger, bot: number): Promise<{ next: number; at: UnixMillis } | null> {
  const [row] = await ledger.db.select().from(telegramReads).where(eq(telegramReads.bot, bot));
  return row ? { next: row.next, at: row.at } : null;
}

export type Stranger = Omit<typeof telegramStrangers.$inferSelect, 'holder'>;

/** Who has written to the bot and is not on its list, the newest first. */
export async function listStrangers(ledger: Ledger): Promise<Stranger[]> {
  const rows = await ledger.db.select().from(telegramStrangers).orderBy(desc(telegramStrangers.lastAt));
  return rows.map(({ holder: _, ...row }) => row);
}

export async function countStrangers(ledger: Ledger): Promise<number> {
  const [row] = await ledger.db.select({ count: count() }).from(telegramStrangers);
  return row?.count ?? 0;
}

export async function isKnownStranger(ledger: Ledger, user: number): Promise<boolean> {
  const rows = await ledger.db.select().from(telegramStrangers).where(eq(telegramStrangers.user, user));
  return rows.length > 0;
}

export type AskedQuestion = Omit<typeof telegramQuestions.$inferSelect, 'holder' | 'bot' | 'overAt'>;

/** What a bot has asked by itself and of which the end is not told yet, in the order in which it was opened; what is over is not looked at. */
export async function questionsAsked(ledger: Ledger, bot: number): Promise<AskedQuestion[]> {
  const rows = await ledger.db
    .select()
    .from(telegramQuestions)
    .where(and(eq(telegramQuestions.bot, bot), isNull(telegramQuestions.overAt)))
    .orderBy(asc(telegramQuestions.review));
  return rows.map(({ holder: _, bot: __, overAt: ___, ...row }) => row);
}
