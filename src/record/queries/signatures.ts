import { and, desc, eq, gte } from 'drizzle-orm';
import type { Address } from 'viem';
import type { Id } from '../../model/order.js';
import type { UnixMillis, Wei } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { signatures } from '../tables/signatures.js';

export type RecordedSignature = typeof signatures.$inferSelect;

/** What one signature may have spent, if it was given. */
export interface AskedSignature {
  nonce: number;
  /** USD. */
  notional: number;
  gasCost: Wei;
  allowed: boolean;
}

/** Everything that was asked for since then, whatever became of it; also what a clock that went back calls the future. */
export const askedSince = async (
  ledger: Ledger,
  { account, chainId, since }: { account: Address; chainId: number; since: UnixMillis },
): Promise<AskedSignature[]> => {
  const { nonce, notional, gasCost, allowed, at } = signatures;
  const ofAccount = and(eq(signatures.account, account), eq(signatures.chainId, chainId));
  return ledger.db
    .select({ nonce, notional, gasCost, allowed })
    .from(signatures)
    .where(and(ofAccount, gte(at, since)));
};

/** Of one order, oldest first. */
export const signaturesOf = async (ledger: Ledger, order: Id): Promise<RecordedSignature[]> =>
  ledger.db.select().from(signatures).where(eq(signatures.order, order)).orderBy(signatures.id);

/** The newest first. */
export const listSignatures = async (ledger: Ledger, limit: number): Promise<RecordedSignature[]> =>
  ledger.db.select().from(signatures).orderBy(desc(signatures.id)).limit(limit);
