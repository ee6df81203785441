import { and, asc, desc, eq, type SQL } from 'drizzle-orm';
import type { Baseline } from '../../assess/breaks/baseline.js';
import type { Break } from '../../model/breaks.js';
import type { Ledger } from '../ledger.js';
import type { BookOnChain } from '../statements/breaks.js';
import { baselines, breaks } from '../tables/breaks.js';

export interface BreaksOptions {
  strategy?: string;
  chainId?: number;
}

/** Oldest first. */
export async function openBreaks(ledger: Ledger, options: BreaksOptions = {}): Promise<Break[]> {
  const rows = await ledger.db
    .select()
    .from(breaks)
    .where(and(eq(breaks.status, 'Open'), ...wantedOf(options)))
    .orderBy(asc(breaks.id));
  return rows.map(breakOf);
}

/** Open and past, the newest first. */
export async function listBreaks(ledger: Ledger, options: BreaksOptions & { limit: number }): Promise<Break[]> {
  const rows = await ledger.db
    .select()
    .from(breaks)
    .where(and(...wantedOf(options)))
    .orderBy(desc(breaks.id))
    .limit(options.limit);
  return rows.map(breakOf);
}

/** Adopted by somebody, oldest first. */
export async function adoptedBreaks(ledger: Ledger, options: BreaksOptions): Promise<Break[]> {
  const rows = await ledger.db
    .select()
    .from(breaks)
    .where(and(eq(breaks.status, 'Adopted'), ...wantedOf(options)))
    .orderBy(asc(breaks.id));
  return rows.map(breakOf);
}

const wantedOf = ({ strategy, chainId }: BreaksOptions): SQL[] => [
  ...(strategy === undefined ? [] : [eq(breaks.strategy, strategy)]),
  ...(chainId === undefined ? [] : [eq(breaks.chainId, chainId)]),
];

const breakOf = ({ holder: _, ...one }: typeof breaks.$inferSelect): Break => one;

/** What a book is compared with; undefined before the first look, and when it has another account by now. */
export async function baselineOf(
  ledger: Ledger,
  { strategy, chainId, account }: BookOnChain,
): Promise<Baseline | undefined> {
  const [row] = await ledger.db
    .select()
    .from(baselines)
    .where(and(eq(baselines.strategy, strategy), eq(baselines.chainId, chainId)));
  return row && row.account.toLowerCase() === account.toLowerCase() ? row.baseline : undefined;
}
