import { z } from 'zod';
import { checkView } from './check.js';
import { decisionRowView } from './decisions.js';
import { endless } from './figure.js';
import { orderEventView } from './order.js';
import { orderRowView } from './orders.js';
import { known, unixMs } from './plain.js';

const way = z.object({
  describe: z.string(),
  isChosen: z.boolean(),
  totalUsd: known.meta({ description: 'Expected cost; null where it could not be done, or nobody could tell.' }),
  feeUsd: known,
  impactUsd: known,
  carryUsd: known,
  gasUsd: known,
  keeperUsd: known,
  not: z.string().meta({ description: 'Why it was not chosen; empty for what was.' }),
});

const read = z.object({
  tick: z.string(),
  blockNumber: z.int(),
  blockHash: z.string(),
  blockAt: unixMs,
  tookMs: z.number(),
  skippedBlocks: z.int(),
  inputsHash: z.string(),
  agreementText: z
    .string()
    .nullable()
    .meta({ description: 'How many endpoints said the same; null where only one was asked.' }),
  endpointsWanted: z.int().nullable(),
  endpointsAgreed: z.int().nullable(),
});

const underlying = z.object({ underlying: z.string(), priceUsd: known, delta: known, deltaUsd: known });

/** The whole story of a decision: why, why not, on what, and what became of it. */
export const decisionView = z.object({
  at: unixMs,
  decision: decisionRowView,
  size: z.array(z.string()).meta({ description: 'How the size came about, and what made it smaller than wished.' }),
  metrics: z.array(z.object({ name: z.string(), value: known })).meta({ description: 'What the condition read.' }),
  ways: z.array(way).meta({ description: 'The chosen one first, then those that were dearer or could not be.' }),
  checks: z.array(checkView),
  read,
  underlyings: z.array(underlying).meta({ description: 'Where the book was at that block.' }),
  equityUsd: known,
  worstHealth: endless,
  orders: z.array(z.object({ order: orderRowView, events: z.array(orderEventView), costText: z.string().nullable() })),
  reviews: z.array(z.string()).meta({ description: 'Ids of the questions that were asked of it.' }),
});
export type DecisionView = z.infer<typeof decisionView>;
