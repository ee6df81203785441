import { bookName } from '../chains/strategyOn.js';
import type { Alarms } from '../model/alert.js';
import { shortId } from '../model/order.js';
import type { UnixMillis } from '../model/units.js';
import type { DecisionDraft } from '../plan/plan.js';
import { historyKey, type RuleRecord, subjectKey } from '../plan/ruleHistory.js';
import { longestBackOff } from '../plan/waiting.js';
import type { Ledger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { type FailedOrder, failuresOf } from '../record/queries/failuresOf.js';
import type { Draft } from './decide.js';

type Planned = Pick<Draft, 'book' | 'plan' | 'context' | 'snapshot'>;

const code = 'RESCUE_FAILED';
/** One failure that the next blocks mend wakes nobody; ms. */
const patienceMs = 60_000;
/** A rule that is wanted without a break has tried again by then, whatever it waits for after failures; ms. */
const ofNowMs = 2 * longestBackOff;

/**
 * Alerts of rescues that were sent and failed, a rule and its account each: where another try has failed too, or the one that failed is not
 * mended within a minute. What failed long ago, or what another rule sees to, opens none. It closes once an order of the rule was filled,
 * or the rule wants nothing more and has nothing on its way; where not all was read, nothing is said to be over.
 */
export function createRescueWatch({ ledger, alarms }: { ledger: Ledger; alarms: Alarms }) {
  /** Of which an alert is open; null until the ledger was asked what an earlier run has left. */
  let told: Set<string> | null = null;
  /** What the ledger has said of each that fails, and of which record it was asked. */
  const known = new Map<string, { record: RuleRecord; failures: readonly FailedOrder[] }>();

  return async (planned: readonly Planned[]): Promise<void> => {
    told ??= new Set((await openAlerts(ledger)).flatMap((alert) => (alert.code === code ? alert.subject : [])));
    for (const { book, plan, context, snapshot } of planned) {
      const { strategy } = book;
      const of = `${bookName(strategy)} `;
      const failing = new Set<string>();
      for (const { rule, subject: about } of plan.decisions.filter(isRescue)) {
        const key = historyKey(rule, about);
        const record = context.history.get(key);
        if (!record || record.failures === 0) continue;
        const subject = `${of}${subjectKey(about)}, ${rule}`;
        failing.add(subject);
        if (plan.displaced?.has(key) && !told.has(subject)) continue;
        const before = known.get(subject);
        const isSame = before?.record.failures === record.failures && before.record.lastAt === record.lastAt;
        const failures = isSame ? before.failures : await failuresOf(ledger, strategy, key, record.failures);
        known.set(subject, { record, failures });
        if (!told.has(subject) && !isToBeTold(failures, record, context.now)) continue;
        told.add(subject);
        const times = record.failures === 1 ? 'the last order' : `the last ${record.failures} orders`;
        const text = `${times} failed, and it is still wanted; ${sayWhy(failures)}`;
        await alarms.raise({ code, subject, text });
      }
      const isGone = (subject: string): boolean => subject.startsWith(of) && !failing.has(subject);
      for (const subject of [...known.keys()].filter(isGone)) known.delete(subject);
      if (snapshot.unread.length > 0) continue;
      const isOnItsWay = (subject: string): boolean =>
        context.openOrders.some((order) => order.strategy === strategy.name && subject.endsWith(`, ${order.rule}`));
      for (const subject of [...told].filter((one) => isGone(one) && !isOnItsWay(one))) {
        told.delete(subject);
        await alarms.resolve({ code, subject });
      }
    }
  };
}

/** Two that failed of late, or one that a minute has not mended. */
function isToBeTold(failures: readonly FailedOrder[], { lastAt }: RuleRecord, now: UnixMillis): boolean {
  const ofNow = failures.filter(({ updatedAt }) => now - updatedAt < ofNowMs).length;
  return ofNow > 1 || (ofNow === 1 && now - lastAt >= patienceMs);
}

/** Against liquidation, or to a health target: what puts away what nobody needs is none. */
const isRescue = ({ kind, orderClass }: DecisionDraft): boolean =>
  (kind === 'topUp' || kind === 'deleverage' || kind === 'rebalance') &&
  (orderClass === 'survive' || orderClass === 'margin');

/** What the newest of them failed of, in its own words. */
const sayWhy = ([last]: readonly FailedOrder[]): string =>
  last ? `order ${shortId(last.id)} ${last.status}: ${last.text}` : 'see `ballast orders`';
