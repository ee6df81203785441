import { bookName } from '../chains/strategyOn.js';
import type { Alarms } from '../model/alert.js';
import type { OrdStatus } from '../model/order.js';
import { shortId } from '../model/order.js';
import type { DecisionDraft } from '../plan/plan.js';
import { historyKey, subjectKey } from '../plan/ruleHistory.js';
import type { Ledger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { listOrders } from '../record/queries/listOrders.js';
import type { Draft } from './decide.js';

type Planned = Pick<Draft, 'book' | 'plan' | 'context' | 'snapshot'>;

const code = 'RESCUE_FAILED';
/** One failure that the next blocks mend wakes nobody; ms. */
const patienceMs = 60_000;

/**
 * Alerts of rescues that were sent and failed, a rule and its account each: where another try has failed too, or the one that failed is not
 * mended within a minute. It closes once an order of the rule was filled, or the rule wants nothing more; where not all was read, nothing
 * is said to be over.
 */
export function createRescueWatch({ ledger, alarms }: { ledger: Ledger; alarms: Alarms }) {
  /** Of which an alert is open; null until the ledger was asked what an earlier run has left. */
  let told: Set<string> | null = null;

  return async (planned: readonly Planned[]): Promise<void> => {
    told ??= new Set((await openAlerts(ledger)).flatMap((alert) => (alert.code === code ? alert.subject : [])));
    for (const { book, plan, context, snapshot } of planned) {
      const { strategy } = book;
      const of = `${bookName(strategy)} `;
      const failing = new Set<string>();
      for (const { rule, subject: about } of plan.decisions.filter(isRescue)) {
        const record = context.history.get(historyKey(rule, about));
        if (!record || record.failures === 0) continue;
        const subject = `${of}${subjectKey(about)}, ${rule}`;
        failing.add(subject);
        if (record.failures === 1 && context.now - record.lastAt < patienceMs) continue;
        told.add(subject);
        const why = await whyFailed(ledger, strategy.name, rule);
        const times = record.failures === 1 ? 'the last order' : `the last ${record.failures} orders`;
        await alarms.raise({ code, subject, text: `${times} failed, and it is still wanted; ${why}` });
      }
      if (snapshot.unread.length > 0) continue;
      for (const subject of [...told].filter((one) => one.startsWith(of) && !failing.has(one))) {
        told.delete(subject);
        await alarms.resolve({ code, subject });
      }
    }
  };
}

/** Against liquidation, or to a health target: what puts away what nobody needs is none. */
const isRescue = ({ kind, orderClass }: DecisionDraft): boolean =>
  (kind === 'topUp' || kind === 'deleverage' || kind === 'rebalance') &&
  (orderClass === 'survive' || orderClass === 'margin');

const failed: readonly OrdStatus[] = ['Rejected', 'Canceled', 'Expired'];

/** What the newest of them failed of, in its own words. */
async function whyFailed(ledger: Ledger, strategy: string, rule: string): Promise<string> {
  const orders = await listOrders(ledger, { strategy, limit: 100 });
  const last = orders.find((order) => order.rule === rule && failed.includes(order.status));
  return last ? `order ${shortId(last.id)} ${last.status}: ${last.text}` : 'see `ballast orders`';
}
