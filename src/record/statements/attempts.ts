import { and, eq } from 'drizzle-orm';
import type { Hash, Hex } from 'viem';
import type { Attempt, AttemptState, Id } from '../../model/order.js';
import type { UnixMillis, Wei } from '../../model/units.js';
import { mustChange, type Statement, type Work } from '../ledger.js';
import { attempts } from '../tables/orders.js';
import { raiseAlert, resolveAlert } from './alerts.js';

/** An attempt as the journal keeps it. */
export interface JournalledAttempt extends Attempt {
  /** True for the empty self-transfer that takes a nonce back. */
  cancels: boolean;
  /** What the contract reverted with; null when it did not, or when it could not be reproduced. */
  revertData: Hex | null;
  /** Deep enough that nothing can change it: it is not looked at again. */
  settled: boolean;
}

export const insertAttempt =
  (attempt: JournalledAttempt): Statement =>
  (db, holder) =>
    db.insert(attempts).values({ ...attempt, updatedAt: attempt.createdAt, holder });

export interface AttemptChange {
  state: AttemptState;
  text: string;
  blockNumber: bigint | null;
  blockHash: Hash | null;
  gasCost: Wei | null;
  revertData: Hex | null;
  settled: boolean;
}

/**
 * Refused when the attempt is no longer in the state `from`: somebody else moved it. The alerts that go with its state are
 * opened and closed with it, so that nothing is ever Unknown without one.
 */
export const updateAttempt = (id: Id, from: AttemptState, change: Partial<AttemptChange>, at: UnixMillis): Work => [
  mustChange(`attempt ${id} is not ${from} any more`, (db) =>
    db
      .update(attempts)
      .set({ ...change, updatedAt: at })
      .where(and(eq(attempts.id, id), eq(attempts.state, from))),
  ),
  alertsOf(id, from, change, at),
];

const stillWaiting: readonly AttemptState[] = ['Reserved', 'Signed', 'Broadcast', 'Unknown'];

function alertsOf(id: Id, from: AttemptState, { state, text }: Partial<AttemptChange>, at: UnixMillis): Work {
  if (state === undefined) return [];
  const unknown = { code: 'ATTEMPT_UNKNOWN', subject: id, at } as const;
  if (state === 'Unknown') return raiseAlert({ ...unknown, text: text || 'no node admits to having it' });
  return [
    from === 'Unknown' ? resolveAlert(unknown) : [],
    stillWaiting.includes(state) ? [] : resolveAlert({ code: 'TRANSACTION_STUCK', subject: id, at }),
  ];
}
