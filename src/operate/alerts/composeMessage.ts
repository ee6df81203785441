import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { NextMessage } from './plan/nextMessages.js';
import { sayAlert } from './say/sayAlert.js';
import { byGravity, sayDigest } from './say/sayDigest.js';
import { sayReached } from './say/sayReached.js';
import type { Place, ToldAlert } from './say/told.js';
import type { Message } from './sinks/sink.js';
import type { TellingState } from './tellingState.js';

/** The words of what was planned. */
export function composeMessage(
  id: Id,
  { sink, items }: NextMessage,
  { recorded, sinks }: Pick<TellingState, 'recorded' | 'sinks'>,
  place: Place,
  at: UnixMillis,
): Message {
  if (items.length === 0) {
    const stood = sinks.find((one) => one.sink === sink) ?? { failingSince: null, answer: '' };
    return { id, at, kind: 'test', place: place.name, said: sayReached(stood, place, at), alerts: [] };
  }
  const alerts = items.map(({ alert, news }): ToldAlert => {
    const { code, severity, subject, openedAt, resolvedAt, taken } = alert;
    const { text = '', times = 1 } = recorded.get(alert.id) ?? {};
    // Once that has ended, nobody has it.
    const takenOn =
      taken && (taken.until === null || taken.until > at) ? { author: taken.author, until: taken.until } : null;
    return { id: alert.id, code, severity, subject, text, times, openedAt, resolvedAt, takenOn, news };
  });
  alerts.sort(byGravity);
  const [first] = alerts;
  const isDigest = alerts.length > 1 || !first;
  const said = isDigest ? sayDigest(alerts, place, at) : sayAlert(first, place, at);
  return { id, at, kind: isDigest ? 'digest' : 'alert', place: place.name, said, alerts };
}
