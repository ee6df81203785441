import { type AlertCode, type AlertSeverity, alertKinds } from '../../model/alert.js';
import { kindOf } from '../../model/alertKind.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import {
  openAlerts,
  type RecordedAlert,
  type ResolvedAlertsQuery,
  resolvedAlerts,
} from '../../record/queries/alerts.js';
import {
  deliveriesOf,
  listSinks,
  newestAcknowledgements,
  type RecordedAcknowledgement,
  type RecordedDelivery,
  type RecordedSink,
} from '../../record/queries/alertTelling.js';
import { grouped } from '../../record/queries/grouped.js';
import type { AlertEntry, AlertsQuery, AlertsView } from '../views/alerts.js';

/** So many open ones are shown at most, the most urgent first; the counts have all. */
const mostOpen = 500;

/** What a person must know: alerts with what was told of them, and to whom. Without the weight of the view's schema: verbs begin with it. */
export async function readAlertList(ledger: Ledger, query: AlertsQuery, now: UnixMillis): Promise<AlertsView> {
  const { state, severity, limit, before } = query;
  const open = await openAlerts(ledger);
  const over = state === 'open' ? [] : await resolvedAlerts(ledger, { limit: limit + 1, before, ...kinds(severity) });
  const asked = open.filter(({ code }) => severity === undefined || kindOf(code).severity === severity);
  const urgent = asked.toSorted((a, b) => gravityOf(a) - gravityOf(b)).slice(0, mostOpen);
  const shown = [...(state === 'resolved' || before !== undefined ? [] : urgent), ...over.slice(0, limit)];
  const ids = [...new Set([...open, ...shown].map(({ id }) => id))];
  const taken = await newestAcknowledgements(ledger, ids);
  const told = grouped(
    await deliveriesOf(
      ledger,
      shown.map(({ id }) => id),
    ),
    ({ alert }) => alert,
  );
  const entries = shown.map((alert) => entryOf(alert, taken.get(alert.id), told.get(alert.id) ?? [], now));
  const acknowledged = open.filter(({ id }) => holds(taken.get(id), now)).length;
  return {
    at: now,
    counts: {
      open: open.length - acknowledged,
      acknowledged,
      critical: open.filter(({ code }) => kindOf(code).severity === 'critical').length,
    },
    alerts: entries.sort(byUrgency),
    nextCursor: over.length > limit ? (over[limit - 1]?.id ?? null) : null,
    sinks: (await listSinks(ledger)).map(sinkEntry),
  };
}

const critical = (Object.keys(alertKinds) as AlertCode[]).filter((code) => alertKinds[code].severity === 'critical');

/** Those of another version count as warnings. */
function kinds(severity: AlertSeverity | undefined): Pick<ResolvedAlertsQuery, 'only' | 'but'> {
  if (severity === undefined) return {};
  return severity === 'critical' ? { only: critical } : { but: critical };
}

/** An acknowledgement that has not ended. */
export const holds = (taken: { until: number | null } | undefined, now: number): boolean =>
  taken !== undefined && (taken.until === null || taken.until > now);

function entryOf(
  alert: RecordedAlert,
  taken: RecordedAcknowledgement | undefined,
  told: readonly RecordedDelivery[],
  now: UnixMillis,
): AlertEntry {
  const { id, code, subject, text, openedAt, seenAt, resolvedAt, times } = alert;
  const { severity, says, does, next, mend, stop } = kindOf(code);
  const sent = told.filter((one) => one.state === 'Sent');
  return {
    ...{ id, code, severity, subject, text, says, does, next, mend, openedAt, seenAt, resolvedAt, times },
    state: resolvedAt !== null ? 'resolved' : holds(taken, now) ? 'acknowledged' : 'open',
    howToStop: stop,
    acknowledgedBy: taken?.author ?? null,
    acknowledgedAt: taken?.at ?? null,
    acknowledgedUntil: taken?.until ?? null,
    acknowledgedText: taken?.text ?? null,
    deliveries: {
      sent: sent.length,
      waiting: told.filter((one) => one.state === 'Failed' || one.state === 'Sending').length,
      givenUp: told.filter((one) => one.state === 'GivenUp').length,
      sinks: [...new Set(sent.map(({ sink }) => sink))].sort(),
      lastSentAt: sent.reduce<number | null>((last, { sentAt }) => Math.max(last ?? 0, sentAt ?? 0), null),
    },
  };
}

const sinkEntry = ({ sink, failures, failingSince, retryAt, sentAt, answer }: RecordedSink) => ({
  ...{ sink, failures, failingSince, retryAt, answer },
  state: failures > 0 ? ('failing' as const) : sentAt === null ? ('untried' as const) : ('well' as const),
  lastSentAt: sentAt,
});

/** Open before acknowledged before resolved; critical before warning, but among those that are over; new before old. */
const byUrgency = (a: AlertEntry, b: AlertEntry): number => rankOf(a) - rankOf(b) || (a.id < b.id ? 1 : -1);

const states: readonly AlertEntry['state'][] = ['open', 'acknowledged', 'resolved'];
const rankOf = ({ state, severity }: AlertEntry): number =>
  2 * states.indexOf(state) + (severity === 'critical' || state === 'resolved' ? 0 : 1);

const gravityOf = ({ code }: RecordedAlert): number => (kindOf(code).severity === 'critical' ? 0 : 1);
