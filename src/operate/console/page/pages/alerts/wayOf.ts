import type { AlertCode } from '../../../../../model/alert.js';

/** Where in the console something can be done about an alert, and what it is called there. */
export interface Way {
  href: string;
  name: string;
}

type WayTo = (subject: string) => Way;

const order: WayTo = (id) => ({ href: `/orders/${encodeURIComponent(id)}`, name: 'See the order' });
const decision: WayTo = (id) => ({ href: `/decisions/${encodeURIComponent(id)}`, name: 'See what it was sent for' });
const system: WayTo = () => ({ href: '/system', name: 'See its endpoints' });
const at =
  (page: '/' | '/risk' | '/positions'): WayTo =>
  // `<book>`, or `<book> <account or venue in it>`.
  (subject) => ({ href: `${page}?book=${encodeURIComponent(subject.split(' ')[0] ?? '')}`, name: 'See the book' });

/** By code: those whose subject has a page. */
const ways: Partial<Readonly<Record<AlertCode, WayTo>>> = {
  REVIEW_WAITING: () => ({ href: '/approvals', name: 'Answer it' }),
  ORDER_UNKNOWN: order,
  ORDER_STALLED: order,
  ATTEMPT_UNKNOWN: decision,
  TRANSACTION_STUCK: decision,
  RELOAD_REFUSED: (name) => ({ href: `/strategies?strategy=${encodeURIComponent(name)}`, name: 'See the strategy' }),
  RISK_UNTOLD: at('/risk'),
  PNL_UNEXPLAINED: at('/'),
  HEALTH_LOW: at('/risk'),
  HEALTH_URGENT: at('/risk'),
  RESCUE_FAILED: at('/risk'),
  VENUE_UNREAD: at('/positions'),
  ENDPOINT_SILENT: system,
  ENDPOINT_STALE: system,
  ENDPOINT_LYING: system,
  ENDPOINT_WRONG_CHAIN: system,
  CHAIN_SILENT: system,
  HEAD_OLD: system,
};

/** null: it has no page; an alert of another version has none either. */
export const wayOf = ({ code, subject }: { code: string; subject: string }): Way | null =>
  (Object.hasOwn(ways, code) && ways[code as AlertCode]?.(subject)) || null;
