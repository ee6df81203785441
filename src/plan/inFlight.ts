import type { Subject } from '../model/decision.js';
import { isOpen, type Order } from '../model/order.js';
import { marginAccountsOf, type Snapshot } from '../model/snapshot.js';
import type { Rule } from '../model/strategy.js';

/** Orders of the account that may still have an effect. */
export const openOrdersOf = (orders: readonly Order[], snapshot: Snapshot): Order[] =>
  orders.filter((order) => isOpen(order.status) && order.account.toLowerCase() === snapshot.account.toLowerCase());

/**
 * On its way, as far as anybody can tell. An order that waits for approval, or of which nobody knows what became, may
 * never happen: it counts for every rule, so that nothing is done twice, but survival does not rely on it.
 */
export const isVouchedFor = (order: Order): boolean => order.status !== 'PendingReview' && order.status !== 'Unknown';

/** The open orders that a rule has made about a subject. */
export function ordersAbout(
  orders: readonly Order[],
  strategy: string,
  rule: Rule,
  subject: Subject,
  snapshot: Snapshot,
): Order[] {
  return orders.filter(
    (order) => order.strategy === strategy && order.rule === rule.name && isAbout(order, subject, snapshot),
  );
}

function isAbout({ terms }: Order, subject: Subject, snapshot: Snapshot): boolean {
  if ('underlying' in subject) return true;
  if (terms.kind !== 'trade') return terms.marginAccount === subject.marginAccount;
  const account = marginAccountsOf(snapshot).find((candidate) => candidate.id === subject.marginAccount);
  return terms.position !== null && (account?.positions.includes(terms.position) ?? false);
}
