import { and, eq, isNull } from 'drizzle-orm';
import { type Id, shortId } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../id.js';
import { mustChange, type Work } from '../ledger.js';
import { alerts } from '../tables/alerts.js';
import { acknowledgements } from '../tables/alertTelling.js';

export interface Acknowledgement {
  alert: Id;
  /** Who: a name of the token list, `telegram NAME`, the operating-system user. */
  author: string;
  /** Why, or what they do about it; may be empty. */
  text: string;
  at: UnixMillis;
  /** When it ends by itself; null: with the alert. */
  until: UnixMillis | null;
}

/** Somebody takes an alert on. Refused where it is over meanwhile. */
export const acknowledgeAlert = ({ alert, ...rest }: Acknowledgement): Work => [
  mustChange(`alert ${shortId(alert)} is not open any more`, (db) =>
    db
      .update(alerts)
      .set({ resolvedAt: null })
      .where(and(eq(alerts.id, alert), isNull(alerts.resolvedAt))),
  ),
  (db, holder) => db.insert(acknowledgements).values({ ...rest, id: newId(rest.at), holder, alert }),
];
