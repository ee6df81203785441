import { and, asc, desc, eq, gte, inArray, max } from 'drizzle-orm';
import type { Address } from 'viem';
import { type AttemptState, attemptStates, type Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import type { JournalledAttempt } from '../statements/attempts.js';
import type { RecordedFill } from '../statements/orders.js';
import { attempts, fills } from '../tables/orders.js';

export interface RecordedAttempt extends JournalledAttempt {
  /** Which process start wrote it. */
  holder: Id;
  updatedAt: UnixMillis;
}

/** Whose nonces, where. */
export interface Sender {
  account: Address;
  chainId: number;
}

const finished: readonly AttemptState[] = ['Final', 'Dropped', 'Replaced', 'Reverted'];
/** An attempt that may still have an effect, or whose effect may still be undone. */
export const isOpenAttempt = (state: AttemptState): boolean => !finished.includes(state);
const openStates = attemptStates.filter(isOpenAttempt);

const from = ({ account, chainId }: Sender) => and(eq(attempts.account, account), eq(attempts.chainId, chainId));

/** By nonce, then oldest first. */
export async function openAttempts(ledger: Ledger, sender: Sender): Promise<RecordedAttempt[]> {
  return ledger.db
    .select()
    .from(attempts)
    .where(and(from(sender), eq(attempts.settled, false), inArray(attempts.state, openStates)))
    .orderBy(asc(attempts.nonce), asc(attempts.id));
}

/** The open ones, and the reverted ones that a reorganisation could still bring back. By nonce, then oldest first. */
export async function unsettledAttempts(ledger: Ledger, sender: Sender): Promise<RecordedAttempt[]> {
  return ledger.db
    .select()
    .from(attempts)
    .where(and(from(sender), eq(attempts.settled, false)))
    .orderBy(asc(attempts.nonce), asc(attempts.id));
}

/** All that were ever signed for a nonce, oldest first. */
export async function attemptsAtNonce(ledger: Ledger, sender: Sender, nonce: number): Promise<RecordedAttempt[]> {
  return ledger.db
    .select()
    .from(attempts)
    .where(and(from(sender), eq(attempts.nonce, nonce)))
    .orderBy(asc(attempts.id));
}

/** The highest nonce that anything was ever signed for; null when nothing was. */
export async function highestNonce(ledger: Ledger, sender: Sender): Promise<number | null> {
  const [row] = await ledger.db
    .select({ nonce: max(attempts.nonce) })
    .from(attempts)
    .where(from(sender));
  return row?.nonce ?? null;
}

/** The highest nonces that anything was ever signed for, each once, highest first. */
export async function newestNonces(ledger: Ledger, sender: Sender, most: number): Promise<number[]> {
  const rows = await ledger.db
    .selectDistinct({ nonce: attempts.nonce })
    .from(attempts)
    .where(from(sender))
    .orderBy(desc(attempts.nonce))
    .limit(most);
  return rows.map(({ nonce }) => nonce);
}

/** The nonces from one on that anything was ever signed for, each once. */
export async function noncesFrom(ledger: Ledger, sender: Sender, least: number): Promise<number[]> {
  const rows = await ledger.db
    .selectDistinct({ nonce: attempts.nonce })
    .from(attempts)
    .where(and(from(sender), gte(attempts.nonce, least)));
  return rows.map(({ nonce }) => nonce);
}

/** All of an order, oldest first. */
export async function attemptsOf(ledger: Ledger, order: Id): Promise<RecordedAttempt[]> {
  return ledger.db.select().from(attempts).where(eq(attempts.order, order)).orderBy(asc(attempts.id));
}

/** What the venue did for an order, oldest first; what a reorganisation undid is left out. */
export async function fillsOf(ledger: Ledger, order: Id): Promise<RecordedFill[]> {
  const rows = await ledger.db
    .select()
    .from(fills)
    .where(and(eq(fills.order, order), eq(fills.voided, false)))
    .orderBy(asc(fills.id));
  return rows.map(({ voided: _, holder: __, ...fill }) => fill);
}
