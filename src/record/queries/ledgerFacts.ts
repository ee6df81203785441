import { sql } from 'drizzle-orm';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';

/** Of the database itself. */
export interface LedgerFacts {
  /** What its driver is of. */
  sqlite: string;
  /** When its newest migration was made; null where there is none. */
  schemaAt: UnixMillis | null;
}

/** What the database says of itself. */
export async function ledgerFacts({ db }: Ledger): Promise<LedgerFacts> {
  const [version] = await db.all<{ version: string }>(sql`select sqlite_version() as version`);
  const [schema] = await db.all<{ at: number | null }>(
    sql`select max(cast(created_at as integer)) as at from __drizzle_migrations`,
  );
  return { sqlite: version?.version ?? '', schemaAt: (schema?.at ?? null) as UnixMillis | null };
}
