import type { AlertCode, AlertSeverity } from '../../../model/alert.js';
import type { Id } from '../../../model/order.js';
import type { UnixMillis } from '../../../model/units.js';
import type { News } from '../plan/inPlay.js';

/** One alert in a message, with all that is said of it. */
export interface ToldAlert {
  id: Id;
  code: AlertCode;
  severity: AlertSeverity;
  subject: string;
  text: string;
  times: number;
  openedAt: UnixMillis;
  resolvedAt: UnixMillis | null;
  /** Who has taken it on, and until when; null: nobody has it. */
  takenOn: { author: string; until: UnixMillis | null } | null;
  news: readonly News[];
}

/** Where a message comes from. */
export interface Place {
  /** What tells this machine from others: `alerts.name` of ballast.yaml, or its host name. */
  name: string;
  /** The console's address as people reach it; null where nobody said. */
  console: string | null;
}
