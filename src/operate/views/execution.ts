import { z } from 'zod';
import { groupings } from '../../assess/execution/groups.js';
import { orderStatuses } from '../../model/order.js';
import { known, unixMs } from './plain.js';

const parts = z.object({
  delay: known,
  timing: known,
  impact: known,
  fee: known,
  gas: known,
  keeper: known,
  funding: known,
  opportunity: known,
});

const executed = z.object({
  id: z.string(),
  strategy: z.string(),
  how: z.string().meta({ description: 'The algorithm, or the rule that wanted it.' }),
  venue: z.string(),
  instrument: z.string(),
  side: z.enum(['Buy', 'Sell']),
  status: z.enum(orderStatuses),
  askedAt: unixMs,
  ordered: known.meta({ description: 'Units of the instrument.' }),
  filledShare: known,
  decisionPriceUsd: known,
  arrivalPriceUsd: known,
  quotedPriceUsd: known,
  averagePriceUsd: known,
  intervalPriceUsd: known.meta({ description: 'Time-weighted average of the market while it was worked.' }),
  participation: known.meta({ description: 'Share of what the market traded meanwhile.' }),
  toFirstFillMs: known,
  toDoneMs: known,
  shortfallFrom: z.enum(['decision', 'arrival']).nullable().meta({ description: 'What it is measured against.' }),
  shortfallUsd: known.meta({ description: 'Positive is worse.' }),
  shortfallBps: known.meta({ description: 'Of what was ordered.' }),
  partsUsd: parts.nullable().meta({ description: 'null: nothing was tried.' }),
});

const group = z.object({
  name: z.string(),
  orders: z.int(),
  notionalUsd: known,
  filledShare: known,
  rejectedShare: known,
  canceledShare: known,
  toFirstFillMedianMs: known,
  toFirstFillNinthMs: known.meta({ description: 'Nine in ten took no longer.' }),
  toDoneMedianMs: known,
  toDoneNinthMs: known,
  shortfallUsd: known,
  weightedBps: known,
  meanBps: known,
  standardErrorBps: known,
  medianBps: known,
  unknown: z.int().meta({ description: 'Orders of which the shortfall is not known.' }),
  overForetoldUsd: known.meta({ description: 'What they cost more than was foretold, on average.' }),
  partsUsd: parts.meta({ description: 'Summed over the orders of which each is known.' }),
});
export type ExecutionGroupView = z.infer<typeof group>;

/** How well orders were done: implementation shortfall (Perold 1988), order by order and taken together. */
export const executionView = z.object({
  at: unixMs,
  since: unixMs,
  by: z.enum(groupings),
  orders: z.array(executed).meta({ description: 'Newest first; at most 200, `all` and `groups` count every one.' }),
  groups: z.array(group),
  all: group,
});
export type ExecutionView = z.infer<typeof executionView>;
