import { z } from 'zod';
import { attemptStates, orderStatuses } from '../../model/order.js';
import { checkView } from './check.js';
import { orderRowView } from './orders.js';
import { exactDecimal, known, unixMs } from './plain.js';

/** One thing that happened to an order. */
export const orderEventView = z.object({
  at: unixMs,
  afterMs: z.number().meta({ description: 'Since it was asked for or decided.' }),
  kind: z.enum([
    'asked',
    'checked',
    'review',
    'vote',
    'event',
    'part',
    'sent',
    'transaction',
    'waits',
    'venue',
    'filled',
    'held',
  ]),
  title: z.string().meta({ description: 'A word or two: `filled`, `approved`, `mined`.' }),
  text: z.string().meta({ description: 'The sentence; may be empty.' }),
  tone: z.enum(['good', 'plain', 'warn', 'bad']),
  by: z
    .string()
    .nullable()
    .meta({ description: 'A person, or `ballast`; null where it is nobody’s doing (the chain, the venue).' }),
  part: z.string().nullable().meta({ description: 'Of which part it tells; null: of the order itself.' }),
  transactionHash: z.string().nullable(),
  blockNumber: z.int().nullable(),
  quantity: exactDecimal.nullable(),
  priceUsd: exactDecimal.nullable(),
  slippageBps: known.meta({ description: 'Against the mark when it was decided; more is worse.' }),
});
export type OrderEventView = z.infer<typeof orderEventView>;

const costs = z.object({ fee: known, impact: known, carry: known, gas: known, keeper: known, total: known });

const transaction = z.object({
  hash: z.string(),
  step: z.int(),
  describe: z.string(),
  state: z.enum(attemptStates),
  stateText: z.string(),
  nonce: z.int(),
  blockNumber: z.int().nullable(),
  gasCostNative: exactDecimal.nullable().meta({ description: 'Whole gas tokens; null until it is mined.' }),
  createdAt: unixMs,
  updatedAt: unixMs,
});

const part = z.object({
  id: z.string(),
  decision: z.string(),
  what: z.string(),
  status: z.enum(orderStatuses),
  statusText: z.string(),
  text: z.string(),
  notionalUsd: known,
  expectedUsd: costs.nullable().meta({ description: 'Positive costs; null where nothing was foretold.' }),
  paidUsd: costs.nullable().meta({ description: 'null until it is over.' }),
  transactions: z.array(transaction),
  createdAt: unixMs,
  updatedAt: unixMs,
});

const legs = z.object({
  status: z.enum(['Executing', 'Cancelling', 'Alert', 'AllDone']),
  text: z.string(),
  gap: z.number().meta({ description: 'Share by which the most advanced is ahead of the least.' }),
  allowed: z.number(),
  legs: z.array(z.object({ id: z.string(), name: z.string(), status: z.enum(orderStatuses), share: z.number() })),
  next: z.array(z.string()),
});

/** One order's story, in order of time. */
export const orderView = z.object({
  at: unixMs,
  order: orderRowView,
  arrivalPriceUsd: known.meta({ description: 'Where it was marked when it was taken on.' }),
  slippageBps: known.meta({ description: 'Of the average against that; more is worse.' }),
  changeAsked: z.string().nullable().meta({ description: 'What it is to be, while a change is asked for.' }),
  checks: z.array(checkView).meta({ description: 'Of the newest look at it as a whole.' }),
  reviews: z.array(z.string()).meta({ description: 'Ids: /v1/reviews.' }),
  legs: legs.nullable(),
  parts: z.array(part).meta({ description: 'Oldest first; of what a rule wanted, the order itself.' }),
  events: z.array(orderEventView).meta({ description: 'Oldest first; at most 500, the newest.' }),
});
export type OrderView = z.infer<typeof orderView>;
