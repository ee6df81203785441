import type { Milliseconds, UnixMillis } from '../../../model/units.js';
import { isDue } from '../../../record/isDue.js';
import type { AlertInPlay, News, SinkInPlay, Told } from './inPlay.js';
import type { TellingRules } from './rules.js';

/**
 * What one receiver is to be told of one alert now. It follows from what has arrived there alone: what was tried and did not
 * arrive is wanted again as long as it is still true. Quiet hours are not looked at here.
 * @param told of this alert to this receiver, oldest first
 */
export function newsFor(
  alert: AlertInPlay,
  sink: Pick<SinkInPlay, 'name' | 'since'>,
  told: readonly Told[],
  rules: TellingRules,
  now: UnixMillis,
): News[] {
  // Nobody is told over a way that is down that it is down.
  if (alert.code === 'ALERT_SINK_DOWN' && alert.subject === sink.name) return [];
  const done = told.filter(({ state }) => state === 'Sent' || state === 'GivenUp');
  const heard = done.some(({ state, kind }) => state === 'Sent' && kind !== 'resolved');
  const direct = rules.tell[alert.severity].includes(sink.name);
  if (alert.resolvedAt !== null) return whenOver(alert, alert.resolvedAt, sink, done, heard, direct);

  const { taken } = alert;
  const isUntold = direct && !done.some(({ kind }) => kind === 'opened');
  if (isTaken(alert, now)) return isUntold && !silences(alert) ? [{ kind: 'opened', round: 0 }] : [];
  const last = done.at(-1)?.triedAt;
  const news: News[] = isUntold ? [{ kind: 'opened', round: 0 }] : [];
  const unheededSince = Math.max(alert.openedAt, taken?.until ?? 0) as UnixMillis;
  const escalated = done.filter(({ kind }) => kind === 'escalated');
  const escalates = rules.escalateTo.includes(sink.name) && isOver(unheededSince, rules.escalateAfter, now);
  const told1 = escalated.at(-1);
  if (escalates && (!told1 || told1.triedAt < unheededSince)) {
    news.push({ kind: 'escalated', round: escalated.length });
  }
  if (news.length > 0 || last === undefined) return news;
  // Who knew that somebody had taken it on is told that nobody has any more.
  const isUnheededAgain = heard && taken?.until != null && last < taken.until;
  // Also where it was given up: who has refused it once may take it by now.
  const isToRepeat = alert.severity === 'critical' && isDue(last, rules.repeatEvery, now);
  if (!isUnheededAgain && !isToRepeat) return [];
  return [{ kind: 'repeat', round: 1 + done.filter(({ kind }) => kind === 'repeat').length }];
}

/** Somebody has it: an acknowledgement that has not ended. */
export const isTaken = ({ taken }: Pick<AlertInPlay, 'taken'>, now: UnixMillis): boolean =>
  taken !== null && (taken.until === null || taken.until > now);

/** Nobody takes a critical alert on for those who have not heard of it: it may be of their own making. */
const silences = ({ taken, severity }: AlertInPlay): boolean => taken !== null && severity !== 'critical';

/** One that was over before it could be told is told as both; a warning that somebody had taken on is not. */
function whenOver(
  alert: AlertInPlay,
  resolvedAt: UnixMillis,
  { since }: Pick<SinkInPlay, 'since'>,
  done: readonly Told[],
  heard: boolean,
  direct: boolean,
): News[] {
  const resolved: News = { kind: 'resolved', round: 0 };
  if (done.some(({ kind }) => kind === 'resolved')) return [];
  if (heard) return [resolved];
  const isUnheard = direct && done.length === 0 && !silences(alert) && resolvedAt >= since;
  return isUnheard ? [{ kind: 'opened', round: 0 }, resolved] : [];
}

const isOver = (since: UnixMillis, span: Milliseconds, now: UnixMillis): boolean => now - since >= span;
