import { and, desc, eq } from 'drizzle-orm';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { decisions } from '../tables/orders.js';

/** What a rule's newest hedge was expected to cost. */
export interface HedgeCost {
  at: UnixMillis;
  /** Fee and impact, as a share of the notional. */
  share: number;
  /** Gas and keepers, USD. */
  fixed: number;
}

/** Of all that the rule did in its newest tick in which it traded, in live and shadow alike; undefined before it has. */
export async function lastHedgeCost(ledger: Ledger, strategy: string, rule: string): Promise<HedgeCost | undefined> {
  const { tick, at, action, verdict } = decisions;
  const rows = await ledger.db
    .select({ tick, at, action })
    .from(decisions)
    .where(and(eq(decisions.strategy, strategy), eq(decisions.rule, rule), eq(verdict, 'act')))
    // Along the index of verdicts: what was done is the least of what was decided.
    .orderBy(desc(decisions.id))
    .limit(mostSteps);
  const newest = rows[0];
  const actions = rows.filter((row) => row.tick === newest?.tick).flatMap((row) => row.action ?? []);
  const costs = actions.flatMap(({ cost }) => cost ?? []);
  const traded = actions.reduce((sum, { terms, notional }) => (terms.kind === 'trade' ? sum + notional : sum), 0);
  if (!newest || costs.length === 0 || traded === 0) return undefined;
  const sum = (read: (cost: (typeof costs)[number]) => number) => costs.reduce((total, cost) => total + read(cost), 0);
  return {
    at: newest.at,
    share: Math.max(0, sum(({ fee, impact }) => fee + impact) / traded),
    fixed: sum(({ gas, keeper }) => gas + keeper),
  };
}

/** More than one hedge is ever made of. */
const mostSteps = 32;
