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
import { known, orNull, unixMs } from './plain.js';

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
    ...{ ordered: orNull(worked.ordered), filledShare: orNull(one.filledShare) },
    ...{ decisionPriceUsd: orNull(prices.decision), arrivalPriceUsd: orNull(prices.arrival) },
    ...{ quotedPriceUsd: orNull(prices.quoted), averagePriceUsd: orNull(prices.filled) },
    ...{ intervalPriceUsd: orNull(prices.interval), participation: orNull(one.participation) },
    ...{ toFirstFillMs: orNull(one.toFirstFill), toDoneMs: orNull(one.toDone) },
    ...{ shortfallFrom: shortfall?.from ?? null, shortfallUsd: orNull(shortfall?.total) },
    shortfallBps: orNull(shortfall?.bps),
    partsUsd: shortfall && viewParts((part) => orNull(shortfall.parts[part])),
  };
}

function viewGroup(name: string, members: readonly RecordedExecution[]): ExecutionGroupView {
  const { quality, accuracy } = groupOf(name, members);
  const { shortfall, toFirstFill, toDone } = quality;
  return {
    ...{ name, orders: quality.orders, notionalUsd: orNull(quality.notional), filledShare: orNull(quality.filled) },
    ...{ rejectedShare: orNull(quality.rejected), canceledShare: orNull(quality.canceled) },
    ...{ toFirstFillMedianMs: orNull(toFirstFill.median), toFirstFillNinthMs: orNull(toFirstFill.ninth) },
    ...{ toDoneMedianMs: orNull(toDone.median), toDoneNinthMs: orNull(toDone.ninth) },
    ...{ shortfallUsd: orNull(shortfall.usd), weightedBps: orNull(shortfall.weighted) },
    ...{ meanBps: orNull(shortfall.mean), standardErrorBps: orNull(shortfall.standardError) },
    ...{ medianBps: orNull(shortfall.median), unknown: shortfall.unknown, overForetoldUsd: orNull(accuracy.meanError) },
    partsUsd: viewParts((part) => sumKnown(members, part)),
  };
}

/** null where none of them is known. */
function sumKnown(members: readonly RecordedExecution[], part: keyof ShortfallParts): number | null {
  const told = members.flatMap(({ shortfall }) => orNull(shortfall?.parts[part]) ?? []);
  return told.length === 0 ? null : told.reduce((sum, usd) => sum + usd, 0);
}

const viewParts = (of: (part: keyof ShortfallParts) => number | null): z.infer<typeof parts> =>
  parts.parse(Object.fromEntries(shortfallParts.map((part) => [part, of(part)])));
