import { z } from 'zod';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { openAlerts, type RecordedAlert, resolvedAlerts } from '../../record/queries/alerts.js';
import {
  deliveriesOf,
  listSinks,
  newestAcknowledgements,
  type RecordedAcknowledgement,
  type RecordedDelivery,
  type RecordedSink,
} from '../../record/queries/alertTelling.js';
import { grouped } from '../../record/queries/grouped.js';
import { kindOf } from '../alerts/kindOf.js';
import { nextCursor, unixMs } from './plain.js';

const time = (description: string) => unixMs.meta({ description: `${description}; Unix time in milliseconds.` });

/** One alert as people see it. */
export const alertEntry = z.object({
  id: z.string(),
  code: z.string().meta({ description: 'What kind it is; docs/runbook.md has a chapter for each' }),
  severity: z.enum(['warning', 'critical']).meta({ description: 'critical wants a person now, warning today' }),
  state: z.enum(['open', 'acknowledged', 'resolved']).meta({
    description: 'acknowledged: open, and somebody has taken it on; it is silent until that ends',
  }),
  subject: z.string().meta({ description: 'What it is about: an endpoint, an account, the id of an order' }),
  text: z.string().meta({ description: 'What has happened this time, with its figures' }),
  says: z.string().meta({ description: 'What this kind of alert means' }),
  does: z.string().meta({ description: 'What ballast does about it by itself' }),
  next: z.string().meta({ description: 'When ballast does so next, or looks again' }),
  mend: z.string().meta({ description: 'What a person can do' }),
  howToStop: z.string().meta({ description: 'How to stop what ballast does' }),
  openedAt: time('Since when'),
  seenAt: time('When it was last seen'),
  resolvedAt: time('When its cause was gone').nullable(),
  times: z.int().meta({ description: 'How often it was raised' }),
  acknowledgedBy: z.string().nullable().meta({ description: 'Who took it on last, also where that has ended' }),
  acknowledgedAt: time('When').nullable(),
  acknowledgedUntil: time('When the acknowledgement ends by itself').nullable(),
  acknowledgedText: z.string().nullable().meta({ description: 'What that person said' }),
  deliveries: z.object({
    sent: z.int().meta({ description: 'Messages about it that arrived' }),
    waiting: z.int().meta({ description: 'Messages that are tried again' }),
    givenUp: z.int().meta({ description: 'Messages that never arrived and are tried no more' }),
    sinks: z.array(z.string()).meta({ description: 'Who has heard of it' }),
    lastSentAt: time('When the newest arrived').nullable(),
  }),
});

/** One receiver of alerts. */
export const alertSinkEntry = z.object({
  sink: z.string(),
  state: z.enum(['well', 'failing', 'untried']),
  failures: z.int().meta({ description: 'One after another, since the last message that arrived' }),
  failingSince: time('Since when').nullable(),
  retryAt: time('When it is tried again').nullable(),
  lastSentAt: time('When the last message arrived').nullable(),
  answer: z.string().meta({ description: 'What it said last' }),
});

/** GET /v1/alerts. */
export const alertsView = z.object({
  at: time('When this was read'),
  counts: z.object({
    open: z.int().meta({ description: 'Open and not acknowledged' }),
    acknowledged: z.int(),
    critical: z.int().meta({ description: 'Open ones that are critical, acknowledged or not' }),
  }),
  alerts: z.array(alertEntry).meta({
    description: 'Open before acknowledged before resolved, critical before warning, new before old',
  }),
  nextCursor,
  sinks: z.array(alertSinkEntry).meta({ description: 'Who is told; empty where ballast.yaml has no `alerts:`' }),
});

export type AlertEntry = z.infer<typeof alertEntry>;
export type AlertsView = z.infer<typeof alertsView>;

/** What of it is asked for; also the query of GET /v1/alerts. */
export const alertsQuery = z.object({
  state: z
    .enum(['open', 'all', 'resolved'])
    .default('open')
    .meta({ description: 'open: acknowledged ones as well; all: also those that are over' }),
  severity: z.enum(['warning', 'critical']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z
    .string()
    .optional()
    .meta({ description: '`nextCursor` of the page before: only resolved ones older than that' }),
});

export type AlertsQuery = z.infer<typeof alertsQuery>;

/** What a person must know: alerts with what was told of them, and to whom. @param query as it stands after its defaults */
export async function readAlerts(ledger: Ledger, query: AlertsQuery, now: UnixMillis): Promise<AlertsView> {
  const { state, severity, limit, before } = query;
  const open = await openAlerts(ledger);
  const over = state === 'open' ? [] : await resolvedAlerts(ledger, limit + 1, before);
  const shown = [...(state === 'resolved' || before !== undefined ? [] : open), ...over.slice(0, limit)];
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
    alerts: entries.filter((entry) => severity === undefined || entry.severity === severity).sort(byUrgency),
    nextCursor: over.length > limit ? (over[limit - 1]?.id ?? null) : null,
    sinks: (await listSinks(ledger)).map(sinkEntry),
  };
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

/** Open before acknowledged before resolved, critical before warning, new before old. */
const byUrgency = (a: AlertEntry, b: AlertEntry): number => rankOf(a) - rankOf(b) || b.openedAt - a.openedAt;

const states: readonly AlertEntry['state'][] = ['open', 'acknowledged', 'resolved'];
const rankOf = ({ state, severity }: AlertEntry): number =>
  2 * states.indexOf(state) + (severity === 'critical' ? 0 : 1);
