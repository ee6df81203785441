import { eq } from 'drizzle-orm';
import type { Hex } from 'viem';
import type { Ledger } from '../ledger.js';
import { strategies } from '../tables/runs.js';

/** A strategy file as it was when it decided, by its hash; undefined when no start has written it down. */
export async function strategySource(ledger: Ledger, hash: Hex): Promise<string | undefined> {
  const [row] = await ledger.db.select({ source: strategies.source }).from(strategies).where(eq(strategies.hash, hash));
  return row?.source;
}
