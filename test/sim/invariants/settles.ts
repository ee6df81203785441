import { isOpen } from '../../../src/model/order.js';
import type { Evidence } from '../evidence.js';

/** When the faults are over, all that can be known is known: no attempt is open, no order, no alert about them. */
export function settles({ ledger, unsettledAfter }: Evidence): string[] {
  const broken = [
    ...ledger.attempts
      .filter(({ settled }) => !settled)
      .map(({ id, state, text }) => `attempt ${id} is still ${state}: ${text}`),
    ...ledger.orders
      .filter(({ status }) => isOpen(status))
      .map(({ id, status, text }) => `order ${id} is still ${status}: ${text}`),
    ...ledger.alerts
      .filter(({ code, resolvedAt }) => /UNKNOWN|STUCK/.test(code) && resolvedAt === null)
      .map(({ code, subject }) => `${code} of ${subject} is still open`),
  ];
  if (unsettledAfter !== null && broken.length === 0) broken.push(`it still acts after ${unsettledAfter} calm blocks`);
  return broken;
}
