import { z } from 'zod';
import { groupings, groupsOf, withoutBlocks } from '../../assess/execution/groups.js';
import { type ShortfallParts, shortfallParts } from '../../assess/execution/shortfall.js';
import { orderStatuses } from '../../model/order.js';
import { unixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import type { RecordedExecution } from '../../record/queries/tca/recordedExecuted.js';
import { tca } from '../../record/queries/tca/tca.js';
import { groupOf } from '../report/groupOf.js';
import { howText } from '../report/howText.js';
import type { ExecutionAsked } from './asked.js';
import { figure, figureOf, unixMs } from './plain.js';

const parts = z.object({
  delay: figure,
  timing: figure,
  impact: figure,
  fee: figure,
  gas: figure,
  keeper: figure,
  funding: figure,
  opportunity: figure,
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
  ordered: figure.meta({ description: 'Units of the instrument.' }),
  filledShare: figure,
  decisionPriceUsd: figure,
  arrivalPriceUsd: figure,
  quotedPriceUsd: figure,
  averagePriceUsd: figure,
  intervalPriceUsd: figure.meta({ description: 'Time-weighted average of the market while it was worked.' }),
  participation: figure.meta({ description: 'Share of what the market traded meanwhile.' }),
  toFirstFillMs: figure,
  toDoneMs: figure,
  shortfallFrom: z.enum(['decision', 'arrival']).nullable().meta({ description: 'What it is measured against.' }),
  shortfallUsd: figure.meta({ description: 'Positive is worse.' }),
  shortfallBps: figure.meta({ description: 'Of what was ordered.' }),
  partsUsd: parts.nullable().meta({ description: 'null: nothing was tried.' }),
});

const group = z.object({
  name: z.string(),
  orders: z.int(),
  notionalUsd: figure,
  filledShare: figure,
  rejectedShare: figure,
  canceledShare: figure,
  toFirstFillMedianMs: figure,
  toFirstFillNinthMs: figure.meta({ description: 'Nine in ten took no longer.' }),
  toDoneMedianMs: figure,
  toDoneNinthMs: figure,
  shortfallUsd: figure,
  weightedBps: figure,
  meanBps: figure,
  standardErrorBps: figure,
  medianBps: figure,
  unknown: z.int().meta({ description: 'Orders of which the shortfall is not known.' }),
  overForetoldUsd: figure.meta({ description: 'What they cost more than was foretold, on average.' }),
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

const mostOrders = 200;

/** Live trades that were asked for in the last `since` ms. `now`: Unix ms. */
export async function readExecution(
  ledger: Ledger,
  now: number,
  { strategy, since, by }: ExecutionAsked,
): Promise<ExecutionView> {
  const from = unixMillis(now - since);
  const found = await tca(ledger, { since: from, ...(strategy === undefined ? {} : { strategy }) });
  return {
    ...{ at: now, since: from, by, orders: found.slice(-mostOrders).reverse().map(viewExecuted) },
    groups: groupsOf(found, by).map(([name, members]) => viewGroup(name, members)),
    all: viewGroup('all', withoutBlocks(found)),
  };
}

function viewExecuted({ order, shortfall, prices, ...one }: RecordedExecution): z.infer<typeof executed> {
  const { id, strategy, venue, instrument, status, askedAt, worked } = order;
  return {
    ...{ id, strategy, how: howText(order), venue, instrument, side: worked.side, status, askedAt },
    ...{ ordered: figureOf(worked.ordered), filledShare: figureOf(one.filledShare) },
    ...{ decisionPriceUsd: figureOf(prices.decision), arrivalPriceUsd: figureOf(prices.arrival) },
    ...{ quotedPriceUsd: figureOf(prices.quoted), averagePriceUsd: figureOf(prices.filled) },
    ...{ intervalPriceUsd: figureOf(prices.interval), participation: figureOf(one.participation) },
    ...{ toFirstFillMs: figureOf(one.toFirstFill), toDoneMs: figureOf(one.toDone) },
    ...{ shortfallFrom: shortfall?.from ?? null, shortfallUsd: figureOf(shortfall?.total) },
    shortfallBps: figureOf(shortfall?.bps),
    partsUsd: shortfall && viewParts((part) => figureOf(shortfall.parts[part])),
  };
}

function viewGroup(name: string, members: readonly RecordedExecution[]): ExecutionGroupView {
  const { quality, accuracy } = groupOf(name, members);
  const { shortfall, toFirstFill, toDone } = quality;
  return {
    ...{ name, orders: quality.orders, notionalUsd: figureOf(quality.notional), filledShare: figureOf(quality.filled) },
    ...{ rejectedShare: figureOf(quality.rejected), canceledShare: figureOf(quality.canceled) },
    ...{ toFirstFillMedianMs: figureOf(toFirstFill.median), toFirstFillNinthMs: figureOf(toFirstFill.ninth) },
    ...{ toDoneMedianMs: figureOf(toDone.median), toDoneNinthMs: figureOf(toDone.ninth) },
    ...{ shortfallUsd: figureOf(shortfall.usd), weightedBps: figureOf(shortfall.weighted) },
    ...{ meanBps: figureOf(shortfall.mean), standardErrorBps: figureOf(shortfall.standardError) },
    ...{
      medianBps: figureOf(shortfall.median),
      unknown: shortfall.unknown,
      overForetoldUsd: figureOf(accuracy.meanError),
    },
    partsUsd: viewParts((part) => sumKnown(members, part)),
  };
}

/** null where none of them is known. */
function sumKnown(members: readonly RecordedExecution[], part: keyof ShortfallParts): number | null {
  const told = members.flatMap(({ shortfall }) => figureOf(shortfall?.parts[part]) ?? []);
  return told.length === 0 ? null : told.reduce((sum, usd) => sum + usd, 0);
}

const viewParts = (of: (part: keyof ShortfallParts) => number | null): z.infer<typeof parts> =>
  parts.parse(Object.fromEntries(shortfallParts.map((part) => [part, of(part)])));
