import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Hex } from 'viem';
import { type Id, shortId } from '../../model/order.js';
import type { Proposal, ProposalStatus } from '../../model/proposal.js';
import type { UnixMillis } from '../../model/units.js';
import { mayRace, mustChange, type Statement, type Work } from '../ledger.js';
import { keptStrategies, proposals } from '../tables/proposals.js';

/** Somebody proposes to change a strategy. */
export const insertProposal =
  (proposal: Proposal): Statement =>
  (db, holder) =>
    db.insert(proposals).values({ ...proposal, holder });

export interface ProposalDecision {
  status: Extract<ProposalStatus, 'Confirmed' | 'Rejected' | 'Expired'>;
  by: string;
  text: string;
  at: UnixMillis;
}

/**
 * An answer to a proposal that waits. Of two who answer at once the second is refused, and told so.
 * @param seen - How it stood when that was decided.
 */
export const decideProposal = (
  id: Id,
  { status, by, text, at }: ProposalDecision,
  seen: Extract<ProposalStatus, 'Proposed' | 'Confirmed'> = 'Proposed',
): Work =>
  mayRace(
    mustChange(`proposal ${shortId(id)} was answered meanwhile`, (db) =>
      db
        .update(proposals)
        .set({ status, by, text, decidedAt: at, ...(status === 'Confirmed' ? {} : { endedAt: at }) })
        .where(and(eq(proposals.id, id), eq(proposals.status, seen))),
    ),
  );

/** What became of one in the daemon's hands. */
export const endProposal = (
  id: Id,
  { status, text, at }: { status: Extract<ProposalStatus, 'Applied' | 'Refused'>; text: string; at: UnixMillis },
): Statement =>
  mustChange(`proposal ${shortId(id)} does not wait for the daemon any more`, (db) =>
    db
      .update(proposals)
      .set({ status, text, endedAt: at })
      .where(and(eq(proposals.id, id), inArray(proposals.status, ['Confirmed', 'Proposed']))),
  );

/** From now on this text of a strategy is kept. */
export const insertKeptStrategy =
  (kept: { strategy: string; file: string; hash: Hex; proposal: Id | null; at: UnixMillis }): Statement =>
  (db, holder) =>
    db.insert(keptStrategies).values({
      ...kept,
      holder,
      number: sql`(select coalesce(max(${keptStrategies.number}), 0) + 1 from ${keptStrategies})`,
    });
