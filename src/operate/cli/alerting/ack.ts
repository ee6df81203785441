import { userInfo } from 'node:os';
import { shortId } from '../../../model/order.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { acknowledge } from '../../alerts/acknowledge.js';
import { clock } from '../../words/numbers.js';
import type { Answer } from '../output.js';

export interface AckOptions {
  /** Of the alert, or the beginning of it. */
  id: string;
  text: string;
  forMs?: number;
}

/** Whoever sits at the machine takes an alert on. @throws AcknowledgeError */
export async function ack(ledger: Ledger, { id, ...rest }: AckOptions, now: UnixMillis): Promise<Answer> {
  const author = userInfo().username;
  const { alert, until } = await acknowledge(ledger, { ...rest, alert: id, author, now });
  const end = until === null ? 'until it is over' : `until ${clock(until, now)}, or it is over`;
  return {
    json: { alert: alert.id, code: alert.code, subject: alert.subject, author, at: now, until },
    text: `${alert.code} ${alert.subject} (${shortId(alert.id)}) is yours: nobody is told of it ${end}`,
  };
}
