import type { Alarms } from '../model/alert.js';
import type { Id } from '../model/order.js';
import { shortId } from '../model/order.js';
import type { DecisionDraft } from '../plan/plan.js';
import type { Ledger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { parentsById } from '../record/queries/parentOrders.js';
import type { Draft } from './decide.js';

type Planned = Pick<Draft, 'book' | 'plan' | 'context'>;

/**
 * Tells of orders that are worked and do not get on. The alert is open from when a plan says so until something is done for the
 * order, or it is over.
 */
export function createStalledWatch({ ledger, alarms, chainId }: { ledger: Ledger; alarms: Alarms; chainId: number }) {
  /** Of which an alert is open; null until the ledger was asked what an earlier run has left. */
  let told: Set<Id> | null = null;

  return async (planned: readonly Planned[]): Promise<void> => {
    told ??= await leftOpen(ledger, chainId);
    const open = new Set<Id>();
    for (const { book, plan, context } of planned) {
      for (const { id, clOrdId } of context.desk?.parents ?? []) {
        open.add(id);
        const [why] = plan.decisions.flatMap((decision) => (isAbout(decision, id) ? stalledIn(decision) : []));
        if (why === undefined) continue;
        told.add(id);
        const text = `order ${clOrdId} (${shortId(id)}) of ${book.strategy.name}: ${why}`;
        await alarms.raise({ code: 'ORDER_STALLED', subject: id, text });
      }
      const acted = plan.decisions.flatMap(({ subject, verdict }) =>
        'parent' in subject && verdict === 'act' ? subject.parent : [],
      );
      for (const id of acted) open.delete(id);
    }
    for (const id of told) {
      if (open.has(id)) continue;
      told.delete(id);
      await alarms.resolve({ code: 'ORDER_STALLED', subject: id });
    }
  };
}

/** What an earlier run has told of orders on this chain; those of another are told of by the loop of that one. */
async function leftOpen(ledger: Ledger, chainId: number): Promise<Set<Id>> {
  const subjects = (await openAlerts(ledger)).flatMap(({ code, subject }) => (code === 'ORDER_STALLED' ? subject : []));
  const orders = await parentsById(ledger, subjects);
  return new Set(orders.filter((order) => order.chainId === chainId).map(({ id }) => id));
}

const isAbout = ({ subject }: DecisionDraft, id: Id): boolean => 'parent' in subject && subject.parent === id;

/** What a plan says of an order that does not get on, with what stops it. */
function stalledIn({ not }: DecisionDraft): string[] {
  const at = not.findIndex((sentence) => sentence.startsWith('stalled: '));
  const said = not[at];
  if (said === undefined) return [];
  return [[said.slice('stalled: '.length), ...not.filter((_, i) => i !== at)].join('; ')];
}
