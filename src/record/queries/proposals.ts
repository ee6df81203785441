import { and, asc, desc, eq, lte } from 'drizzle-orm';
import type { Hex } from 'viem';
import type { Id } from '../../model/order.js';
import type { Proposal, ProposalStatus } from '../../model/proposal.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { keptStrategies, proposals } from '../tables/proposals.js';
import { strategies } from '../tables/runs.js';
import { beginsWith } from './beginsWith.js';
import { latestRun } from './latestRun.js';

/** The newest first. */
export async function recentProposals(
  ledger: Ledger,
  { limit, strategy }: { limit: number; strategy?: string },
): Promise<Proposal[]> {
  const rows = await ledger.db
    .select()
    .from(proposals)
    .where(strategy === undefined ? undefined : eq(proposals.strategy, strategy))
    .orderBy(desc(proposals.id))
    .limit(limit);
  return rows.map(withoutHolder);
}

/** Those that stand so, the oldest first. */
export async function proposalsThat(ledger: Ledger, status: ProposalStatus): Promise<Proposal[]> {
  const rows = await ledger.db.select().from(proposals).where(eq(proposals.status, status)).orderBy(asc(proposals.id));
  return rows.map(withoutHolder);
}

/** Those that nobody has answered in time. */
export const overdueProposals = async (ledger: Ledger, now: UnixMillis): Promise<Id[]> =>
  (
    await ledger.db
      .select({ id: proposals.id })
      .from(proposals)
      .where(and(eq(proposals.status, 'Proposed'), lte(proposals.expiresAt, now)))
  ).map(({ id }) => id);

/** Those whose id begins so, two at most. @param beginning - Hexadecimal digits, lower case, and dashes. */
export async function proposalsNamed(ledger: Ledger, beginning: string): Promise<Proposal[]> {
  const rows = await ledger.db
    .select()
    .from(proposals)
    .where(beginsWith(proposals.id, beginning))
    .orderBy(asc(proposals.id))
    .limit(2);
  return rows.map(withoutHolder);
}

function withoutHolder({ holder: _, ...proposal }: typeof proposals.$inferSelect): Proposal {
  return proposal;
}

/** A text of a strategy that was kept from then on. */
export interface KeptStrategy {
  number: number;
  /** The run that kept it. */
  holder: Id;
  strategy: string;
  /** Absolute, on the machine of the daemon. */
  file: string;
  hash: Hex;
  source: string;
  /** null for a start. */
  proposal: Id | null;
  at: UnixMillis;
}

/** Of one strategy or run, or of all; the newest first. */
export const keptStrategiesOf = async (
  ledger: Ledger,
  { strategy, holder, limit }: { strategy?: string; holder?: Id; limit: number },
): Promise<KeptStrategy[]> =>
  ledger.db
    .select({
      number: keptStrategies.number,
      holder: keptStrategies.holder,
      strategy: keptStrategies.strategy,
      file: keptStrategies.file,
      hash: keptStrategies.hash,
      source: strategies.source,
      proposal: keptStrategies.proposal,
      at: keptStrategies.at,
    })
    .from(keptStrategies)
    .innerJoin(strategies, eq(strategies.hash, keptStrategies.hash))
    .where(
      and(
        strategy === undefined ? undefined : eq(keptStrategies.strategy, strategy),
        holder === undefined ? undefined : eq(keptStrategies.holder, holder),
      ),
    )
    .orderBy(desc(keptStrategies.number))
    .limit(limit);

/** What the newest run keeps or, once it is over, has kept last: the newest text of each of its strategies. */
export async function keptByLatestRun(ledger: Ledger): Promise<KeptStrategy[]> {
  const run = await latestRun(ledger);
  if (!run) return [];
  const newest = new Map<string, KeptStrategy>();
  for (const kept of await keptStrategiesOf(ledger, { holder: run.id, limit: 1_000 }))
    if (!newest.has(kept.strategy)) newest.set(kept.strategy, kept);
  return [...newest.values()].reverse();
}
