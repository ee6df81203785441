import { and, desc, eq } from 'drizzle-orm';
import type { Order, OrderStep, OrderTerms } from '../../model/order.js';
import type { Strategy } from '../../model/strategy.js';
import { toFloat, type UnixMillis } from '../../model/units.js';
import {
  failuresKept,
  historyKey,
  isSameCause,
  type RuleHistory,
  type RuleRecord,
  type SameCause,
} from '../../plan/ruleHistory.js';
import type { Ledger } from '../ledger.js';
import { decisions, orders } from '../tables/orders.js';
import { failedStatuses, hasFailed } from './hasFailed.js';

/** A row is done with its last step: what was borrowed to be sold, and was not sold, is no success. */
const isLastStep = (step: OrderStep | null): boolean => step === null || step.index === step.of - 1;

/** So many orders back, those that expired too: asked at every block, so it must not grow with the ledger, whatever it is full of. */
export const historyReach = 1_000;

/**
 * Rules and subjects among a strategy's newest 1 000 orders in its mode, keyed by `historyKey`. What expired was never begun, for no
 * fault of its own: nothing waits for it; of the 1 000 it takes its place.
 */
export async function ruleHistoryOf(
  ledger: Ledger,
  { name, mode }: Pick<Strategy, 'name' | 'mode'>,
): Promise<RuleHistory> {
  const rows = await ledger.db
    .select({
      rule: orders.rule,
      subject: decisions.subject,
      strategyHash: decisions.strategyHash,
      terms: orders.terms,
      notional: orders.notional,
      status: orders.status,
      text: orders.text,
      step: orders.step,
      orderClass: orders.orderClass,
      at: orders.createdAt,
    })
    .from(orders)
    .innerJoin(decisions, eq(orders.decision, decisions.id))
    .where(and(eq(orders.strategy, name), eq(orders.mode, mode)))
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(historyReach);
  const history = new Map<string, RuleRecord>();
  const inARow = new Map<string, SameCause>();
  for (const row of rows.reverse()) {
    if (row.status === 'Expired') continue;
    const key = historyKey(row.rule, row.subject);
    const before = history.get(key)?.failures ?? 0;
    const isFailure = hasFailed(row);
    // A shadow's orders all end as Canceled, whatever would have become of them.
    const isDone = row.status === 'Filled' && isLastStep(row.step);
    const failures = isDone || mode === 'shadow' ? 0 : before + (isFailure ? 1 : 0);
    if (failures === 0) inARow.delete(key);
    else if (isFailure) inARow.set(key, causeAfter(inARow.get(key), row));
    const sameCause = inARow.get(key);
    const isPattern = sameCause !== undefined && sameCause.at.length >= failuresKept;
    const reducedAt = hasReduced(row) ? row.at : history.get(key)?.reducedAt;
    history.set(key, {
      lastAt: row.at,
      failures,
      ...(isPattern ? { sameCause } : {}),
      ...(reducedAt === undefined ? {} : { reducedAt }),
    });
  }
  return history;
}

const hasReduced = ({ terms, status, orderClass }: Pick<Order, 'terms' | 'status' | 'orderClass'>): boolean =>
  (orderClass === 'survive' || orderClass === 'margin') &&
  terms.kind === 'trade' &&
  terms.reduceOnly &&
  !failedStatuses.includes(status);

interface Failure {
  text: string;
  at: UnixMillis;
  strategyHash: SameCause['strategyHash'];
  terms: OrderTerms;
  notional: number;
}

/** Failures in a row for one reason. What nobody knows the reason of is no pattern. */
function causeAfter(before: SameCause | undefined, { text, at, strategyHash, terms, notional }: Failure): SameCause {
  const isTrade = terms.kind === 'trade' && terms.quantity > 0n;
  const goesOn =
    before !== undefined && text !== '' && before.strategyHash === strategyHash && isSameCause(before.text, text);
  return {
    text,
    at: [...(goesOn ? before.at : []), at].slice(-failuresKept),
    strategyHash,
    side: isTrade ? terms.side : null,
    mark: isTrade ? notional / toFloat(terms.quantity) : null,
  };
}
