import type { UnixMillis } from '../../../model/units.js';
import type { AlertInPlay, News, Told } from './inPlay.js';

/** So often in an hour the same warning is told as it comes and goes; what comes after that waits, and comes as one digest. */
const mostAnHour = 3;
/** One that stays for so long does not come and go any more. */
const staysMs = 10 * 60_000;
/** What was told before is forgotten. */
export const flapMemory = 3_600_000;

/** How often each thing was told of as open lately, by `code subject`. */
export type Openings = ReadonlyMap<string, number>;

const keyOf = ({ code, subject }: Pick<AlertInPlay, 'code' | 'subject'>): string => `${code} ${subject}`;

/** @param told to one receiver */
export function openingsOf(alerts: ReadonlyMap<string, AlertInPlay>, told: readonly Told[], now: UnixMillis): Openings {
  const openings = new Map<string, number>();
  for (const { alert: id, kind, state, triedAt } of told) {
    const alert = alerts.get(id);
    const age = now - triedAt;
    if (!alert || kind !== 'opened' || state !== 'Sent' || age < 0 || age >= flapMemory) continue;
    openings.set(keyOf(alert), (openings.get(keyOf(alert)) ?? 0) + 1);
  }
  return openings;
}

/** Whether this is once more of what comes and goes. A critical one never waits. */
export function isFlapping(alert: AlertInPlay, news: readonly News[], openings: Openings, now: UnixMillis): boolean {
  if (alert.severity === 'critical' || news.some(({ kind }) => kind === 'escalated')) return false;
  if (!news.some(({ kind }) => kind === 'opened') || (openings.get(keyOf(alert)) ?? 0) < mostAnHour) return false;
  return alert.resolvedAt !== null || now - alert.openedAt < staysMs;
}

/** Whether two are the same thing, over and over: one message tells of both. */
export const isSameAgain = (a: AlertInPlay, b: AlertInPlay): boolean =>
  a.resolvedAt !== null && b.resolvedAt !== null && keyOf(a) === keyOf(b);
