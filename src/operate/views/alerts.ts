import { z } from 'zod';
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
    description:
      'Open before acknowledged before resolved; critical before warning, but among those that are over; new before old',
  }),
  nextCursor,
  sinks: z.array(alertSinkEntry).meta({ description: 'Who is told; empty where ballast.yaml has no `alerts:`' }),
});

export type AlertEntry = z.infer<typeof alertEntry>;
export type AlertsView = z.infer<typeof alertsView>;

/** What of it is asked for; also the query of GET /v1/alerts. */
export const alertsQuery = z.strictObject({
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
