import type { Id } from '../../model/order.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import type { Work } from '../../record/ledger.js';
import type { RecordedSink } from '../../record/queries/alertTelling.js';
import { raiseAlert, resolveAlert } from '../../record/statements/alerts.js';
import { endSending, giveUpSending, updateSink } from '../../record/statements/deliveries.js';
import { type Outcome, pauseAfter } from './plan/pauseAfter.js';
import type { Message } from './sinks/sink.js';

/** What a receiver does not take is tried so often. */
const mostRefusals = 3;

/** A receiver is told of as down after so many failures in a row, over so long. */
const downAfter = { failures: 3, ms: 60_000 };

export interface SendingEnd {
  message: Pick<Message, 'id' | 'alerts'>;
  sink: string;
  outcome: Outcome;
  /** How the receiver stood; undefined where nobody knows. */
  before: RecordedSink | undefined;
  /** How often it has refused each alert, this time included; empty where it refuses none. */
  refused: ReadonlyMap<Id, number>;
  now: UnixMillis;
  /** 0 to 1. */
  chance: number;
}

/** What is written of a message that has left: how it stands, how its receiver does, and whether that is an alert itself. */
export function afterSending({ message, sink, outcome, before, refused, now, chance }: SendingEnd): {
  work: Work;
  /** Alerts of which nobody tells that receiver this any more. */
  givenUp: readonly Id[];
  level: 'info' | 'warn' | 'error';
  says: string;
} {
  const { answer } = outcome;
  const down = { code: 'ALERT_SINK_DOWN', subject: sink, at: now } as const;
  if (outcome.kind === 'sent') {
    return {
      work: [
        endSending(message.id, 'Sent', answer, now),
        updateSink(sink, { failures: 0, failingSince: null, retryAt: null, answer, sentAt: now }),
        resolveAlert(down),
      ],
      givenUp: [],
      level: 'info',
      says: 'alerts told',
    };
  }
  // Who would not even take a message that tells of no alert is down.
  if (outcome.kind === 'refused' && message.alerts.length > 0) {
    const lost = message.alerts.filter(({ id }) => (refused.get(id) ?? 0) >= mostRefusals);
    const givenUp = lost.map(({ id }) => id);
    const critical = lost.filter((one) => one.severity === 'critical' && one.resolvedAt === null).length;
    const most = [...refused.values()].reduce((a, b) => Math.max(a, b), 1);
    const retryAt = unixMillis(now + pauseAfter(outcome, most, chance));
    return {
      work: [
        ...giveUpSending(message.id, givenUp, answer),
        endSending(message.id, 'Failed', answer, now),
        // It was reached: what else there is for it is not held back behind this.
        updateSink(sink, { failures: 0, failingSince: null, retryAt, answer }),
        critical > 0 ? raiseAlert({ ...down, text: unheard(sink, critical, answer) }) : [],
      ],
      givenUp,
      level: lost.length > 0 ? 'error' : 'warn',
      says: lost.length > 0 ? 'a message was refused and is given up' : 'a message was refused',
    };
  }
  const failures = (before?.failures ?? 0) + 1;
  const failingSince = before?.failingSince ?? now;
  const retryAt = unixMillis(now + pauseAfter(outcome, failures, chance));
  const isLong = failures >= downAfter.failures && now - failingSince >= downAfter.ms;
  const isDown = isLong || (outcome.kind === 'barred' && failures >= 2);
  return {
    work: [
      endSending(message.id, 'Failed', answer, now),
      updateSink(sink, { failures, failingSince, retryAt, answer }),
      isDown ? raiseAlert({ ...down, text: `${sink} was not reached ${failures} times in a row: ${answer}` }) : [],
    ],
    givenUp: [],
    level: 'warn',
    says: 'alerts could not be told',
  };
}

/** Whoever relies on that receiver alone does not know of them. */
const unheard = (sink: string, critical: number, answer: string): string =>
  `${sink} refused a message ${mostRefusals} times, with ${critical} critical ${critical === 1 ? 'alert' : 'alerts'} in it that it is not told of: ${answer}`;
