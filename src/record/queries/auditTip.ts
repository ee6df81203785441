import { desc } from 'drizzle-orm';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { audit } from '../tables/audit.js';

/** How far the audit chain goes; not whether it is sound, which takes reading all of it. */
export interface AuditTip {
  entries: number;
  lastAt: UnixMillis | null;
  /** Of the newest thousand. */
  unsigned: number;
}

const looked = 1_000;

/** The end of the chain, read backwards from its newest entry. */
export async function auditTip({ db }: Ledger): Promise<AuditTip> {
  const rows = await db
    .select({ number: audit.number, at: audit.at, signature: audit.signature })
    .from(audit)
    .orderBy(desc(audit.number))
    .limit(looked);
  const [newest] = rows;
  return {
    entries: newest?.number ?? 0,
    lastAt: newest?.at ?? null,
    unsigned: rows.filter(({ signature }) => signature === null).length,
  };
}
