import type { Statement } from '../ledger.js';
import { signatures } from '../tables/signatures.js';

/** A signature that was asked for, and what the policy made of it. */
export type SignatureRequest = Omit<typeof signatures.$inferInsert, 'holder'>;

/** Committed before the key is used, allowed or refused. */
export const insertSignature =
  (request: SignatureRequest): Statement =>
  (db, holder) =>
    db.insert(signatures).values({ ...request, holder });
