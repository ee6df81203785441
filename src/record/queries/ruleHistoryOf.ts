import { and, desc, eq } from 'drizzle-orm';
import type { OrderTerms, OrdStatus } from '../../model/order.js';
import type { Strategy } from '../../model/strategy.js';
import { historyKey, type RuleHistory, type RuleRecord } from '../../plan/ruleHistory.js';
import type { Ledger } from '../ledger.js';
import { decisions, orders } from '../tables/orders.js';

const failed: readonly OrdStatus[] = ['Rejected', 'Canceled', 'Expired'];

/** An order that rests is meant to end as Canceled: with its position, or when another takes its place. */
const hasFailed = (terms: OrderTerms, status: OrdStatus): boolean =>
  failed.includes(status) && !(terms.kind === 'rest' && status === 'Canceled');

/** So many orders back; asked at every block, so it must not grow with the ledger. */
const newest = 1_000;

/** Rules and subjects among a strategy's newest 1 000 orders in its mode, keyed by `historyKey`. */
export async function ruleHistoryOf(
  ledger: Ledger,
  { name, mode }: Pick<Strategy, 'name' | 'mode'>,
): Promise<RuleHistory> {
  const rows = await ledger.db
    .select({
      id: orders.id,
      rule: orders.rule,
      kind: decisions.kind,
      subject: decisions.subject,
      strategyHash: decisions.strategyHash,
      status: orders.status,
      text: orders.text,
      at: orders.createdAt,
    })
    .from(orders)
    .innerJoin(decisions, eq(orders.decision, decisions.id))
    .where(and(eq(orders.strategy, name), eq(orders.mode, mode)))
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(newest);
  const history = new Map<string, RuleRecord>();
  const inARow = new Map<string, Failures>();
  for (const { id, rule, kind, subject, strategyHash, status, text, at } of rows.reverse()) {
    const key = historyKey(rule, subject);
    const before = history.get(key)?.failures ?? 0;
    // A stop that stood, and was taken back or went with its position, has done its work.
    const hasFailed = failed.includes(status) && !(kind === 'protect' && status === 'Canceled');
    // A shadow's orders all end as Canceled, whatever would have become of them.
    const failures = status === 'Filled' || mode === 'shadow' ? 0 : before + (hasFailed ? 1 : 0);
    history.set(key, { lastAt: at, failures });
    if (failures === 0) inARow.delete(key);
    else if (hasFailed) inARow.set(key, failuresAfter(inARow.get(key), { id, text, at, strategyHash }));
  }
  for (const [key, { order, at, text, strategyHash }] of inARow) {
    const record = history.get(key);
    if (!record || at.length < failuresKept) continue;
    history.set(key, { ...record, sameCause: { text, at, strategyHash, ...(await tradedBy(ledger, order)) } });
  }
  return history;
}

/** Failures in a row for one reason. */
interface Failures extends Pick<SameCause, 'text' | 'at' | 'strategyHash'> {
  /** The newest. */
  order: Id;
}

function failuresAfter(
  before: Failures | undefined,
  { id, text, at, strategyHash }: Pick<Failures, 'text' | 'strategyHash'> & { id: Id; at: UnixMillis },
): Failures {
  // What nobody knows the reason of is no pattern.
  const goesOn =
    before !== undefined && text !== '' && before.strategyHash === strategyHash && isSameCause(before.text, text);
  return { order: id, text, strategyHash, at: [...(goesOn ? before.at : []), at].slice(-failuresKept) };
}

/** Side and mark of the market when it was decided, of an order that trades. */
async function tradedBy(ledger: Ledger, order: Id): Promise<Pick<SameCause, 'side' | 'mark'>> {
  const [row] = await ledger.db
    .select({ terms: orders.terms, notional: orders.notional })
    .from(orders)
    .where(eq(orders.id, order));
  if (row?.terms.kind !== 'trade' || row.terms.quantity === 0n) return { side: null, mark: null };
  return { side: row.terms.side, mark: row.notional / toFloat(row.terms.quantity) };
}
