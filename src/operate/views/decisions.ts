import { z } from 'zod';
import { orderClasses, orderStatuses } from '../../model/order.js';
import { known, nextCursor, unixMs } from './plain.js';

/** What became of a decision, in one word. */
export const outcomes = ['held', 'refused', 'review', 'shadow', 'open', 'filled', 'ended', 'unknown', 'acted'] as const;

/** A decision in one line: what was done or not, and why. */
export const decisionRowView = z.object({
  id: z.string(),
  at: unixMs,
  strategy: z.string(),
  strategyHash: z.string(),
  rule: z.string(),
  kind: z
    .string()
    .meta({
      description:
        'hedge, topUp, deleverage, …; `capture`: whether an order that a person asked for is taken on; `work`: the next part of it.',
    }),
  orderClass: z.enum(orderClasses),
  verdict: z.enum(['act', 'hold', 'refused', 'review']),
  outcome: z.enum(outcomes),
  outcomeText: z.string().meta({ description: 'For people: `filled`, `held`, `waits for review`.' }),
  subject: z.string().meta({ description: 'What it is about: `ETH`, `perp-v2 cross`.' }),
  what: z.string().nullable().meta({ description: 'What was wanted, in words; null where nothing was sized.' }),
  notionalUsd: known,
  costUsd: known.meta({ description: 'Expected; null where nothing was foretold.' }),
  because: z.array(z.string()).meta({ description: 'Why the rule wanted something.' }),
  not: z.array(z.string()).meta({ description: 'Why it was not done; empty when it was.' }),
  alternatives: z.int().meta({ description: 'How many other ways were weighed.' }),
  checksPassed: z.int(),
  checksOther: z.int().meta({ description: 'Shrunk, for review or rejected.' }),
  orders: z.array(z.object({ id: z.string(), status: z.enum(orderStatuses) })),
  parent: z.string().nullable().meta({ description: 'The order that a person asked for and that it is about.' }),
});
export type DecisionRowView = z.infer<typeof decisionRowView>;

/** The timeline: newest first. */
export const decisionsView = z.object({ at: unixMs, rows: z.array(decisionRowView), nextCursor });
export type DecisionsView = z.infer<typeof decisionsView>;
