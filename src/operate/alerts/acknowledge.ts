import { kindOf } from '../../model/alertKind.js';
import { BallastError } from '../../model/error.js';
import { type Id, shortId } from '../../model/order.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import type { Ledger } from '../../record/ledger.js';
import { alertsNamed, type RecordedAlert } from '../../record/queries/alerts.js';
import { acknowledgeAlert } from '../../record/statements/acknowledgements.js';
import { insertCommand } from '../../record/statements/runs.js';
import { hasControls } from '../plainText.js';

export interface AcknowledgeOptions {
  /** The id of an open alert, or the beginning of one. */
  alert: string;
  /** Who: a name of the token list, `telegram:NAME`, the operating-system user. */
  author: string;
  text?: string;
  /** For how long, ms; left out: until the alert is over, or for a critical one `criticalFor`. */
  forMs?: number;
  now: UnixMillis;
}

/** A critical alert is not forgotten behind an acknowledgement: without a time it is silent for so long. */
export const criticalFor = 12 * 3_600_000;

/** Less is over before anybody has looked. */
const shortest = 60_000;

/** The longest that may be asked for: whoever needs longer says so again. */
const longest = 30 * 86_400_000;

export interface Acknowledged {
  alert: RecordedAlert;
  /** null: until the alert is over. */
  until: UnixMillis | null;
}

/** Somebody takes an alert on: nobody is told of it again until it is over or the acknowledgement ends. @throws AcknowledgeError */
export async function acknowledge(ledger: Ledger, options: AcknowledgeOptions): Promise<Acknowledged> {
  const { author, text = '', forMs, now } = options;
  const alert = await openNamed(ledger, options.alert);
  if (forMs !== undefined && !(forMs >= shortest && forMs <= longest)) {
    throw new AcknowledgeError('an acknowledgement lasts for a minute to 30 days', { mend: 'say it as `--for 4h`' });
  }
  if (hasControls(text)) {
    throw new AcknowledgeError('the text has signs in it that steer a terminal', {
      mend: 'write it in one plain line',
    });
  }
  const lasts = forMs ?? (kindOf(alert.code).severity === 'critical' ? criticalFor : null);
  const until = lasts === null ? null : unixMillis(now + lasts);
  const said = text.slice(0, 500);
  await ledger.commit([
    insertCommand({ id: newId(now), verb: 'ack', args: [alert.id, ...(said === '' ? [] : [said])], author, at: now }),
    acknowledgeAlert({ alert: alert.id, author, text: said, at: now, until }),
  ]);
  return { alert, until };
}

async function openNamed(ledger: Ledger, name: Id | string): Promise<RecordedAlert> {
  const found = /^[0-9a-f-]{4,36}$/i.test(name) ? await alertsNamed(ledger, name.toLowerCase()) : [];
  const [first, second] = found;
  if (!first)
    throw new AcknowledgeError(`no alert begins with \`${name.slice(0, 40)}\``, {
      mend: '`ballast alerts` lists the open ones',
    });
  if (second) {
    const ids = found.map(({ id }) => shortId(id)).join(', ');
    throw new AcknowledgeError(`\`${name}\` may be one of several: ${ids}`, { mend: 'say more of its id' });
  }
  if (first.resolvedAt !== null) {
    throw new AcknowledgeError(`alert ${shortId(first.id)} is over already`, { mend: 'nothing needs to be done' });
  }
  return first;
}

/** What was to be acknowledged cannot be: there is no such alert, or it is over. */
export class AcknowledgeError extends BallastError {
  override name = 'AcknowledgeError';
}
