import type { AlertCode, AlertSeverity } from '../../../model/alert.js';
import type { DeliveryState, NewsKind } from '../../../model/alertNews.js';
import type { Id } from '../../../model/order.js';
import type { UnixMillis } from '../../../model/units.js';

/** As much of an alert as telling of it needs. */
export interface AlertInPlay {
  id: Id;
  code: AlertCode;
  subject: string;
  severity: AlertSeverity;
  openedAt: UnixMillis;
  resolvedAt: UnixMillis | null;
  /** Who took it on last; null: nobody ever. */
  taken: { author: string; at: UnixMillis; until: UnixMillis | null } | null;
}

/** One thing that may be told. */
export interface News {
  kind: NewsKind;
  /** Tells repeats of the same from each other. */
  round: number;
}

/** What was told, or tried. */
export interface Told extends News {
  alert: Id;
  sink: string;
  state: DeliveryState;
  triedAt: UnixMillis;
}

/** How a receiver stands. */
export interface SinkInPlay {
  name: string;
  /** When it was first there. */
  since: UnixMillis;
  /** One after another. */
  failures: number;
  retryAt: UnixMillis | null;
  /** A message is on its way to it. */
  busy: boolean;
  /** How long ago messages of the last minute left, ms, by a clock that nobody sets. */
  ages: readonly number[];
}
