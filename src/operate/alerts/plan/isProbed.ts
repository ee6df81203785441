import type { UnixMillis } from '../../../model/units.js';
import type { AlertInPlay, SinkInPlay, Told } from './inPlay.js';
import { isTaken } from './newsFor.js';

/** All that tells whether a receiver is probed. */
export interface ProbeFacts {
  alerts: readonly AlertInPlay[];
  /** What was told of an alert to this receiver. */
  toldOf: (alert: AlertInPlay) => readonly Told[];
  /** It is a quiet hour. */
  quiet: boolean;
  now: UnixMillis;
}

/**
 * Whether a receiver that nothing is due for is sent a message only to see it arrive: one that has failed would else be held for down until
 * there is news for it, however well it is by now. In quiet hours only one that others are called for.
 */
export function isProbed(
  { name, failures }: Pick<SinkInPlay, 'name' | 'failures'>,
  { alerts, toldOf, quiet, now }: ProbeFacts,
): boolean {
  const isDown = alerts.some(
    ({ code, subject, resolvedAt }) => code === 'ALERT_SINK_DOWN' && subject === name && resolvedAt === null,
  );
  if (!isDown && (failures === 0 || quiet)) return false;
  return !alerts.some((alert) => isOwed(alert, toldOf(alert), now));
}

/** A critical alert that it would not take is told again at its repeat: it is well once it has taken that. */
const isOwed = (alert: AlertInPlay, told: readonly Told[], now: UnixMillis): boolean =>
  alert.severity === 'critical' &&
  alert.resolvedAt === null &&
  !isTaken(alert, now) &&
  told.length > 0 &&
  told.every(({ state }) => state === 'GivenUp');
