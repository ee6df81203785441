import { z } from 'zod';
import type { CostEstimate } from '../../model/cost.js';
import { BallastError } from '../../model/error.js';
import type { Id } from '../../model/order.js';
import type { Ledger } from '../../record/ledger.js';
import { reviewsAround } from '../../record/queries/decisionPages.js';
import { type DecisionStory, decisionStory } from '../../record/queries/decisions.js';
import { findById } from '../../record/queries/findById.js';
import type { RecordedDecision } from '../../record/queries/recordedDecision.js';
import type { RecordedTick } from '../../record/queries/recordedTick.js';
import { positionsAt, riskAt } from '../../record/queries/ticks.js';
import { agreementOf, agreementText } from '../orders/agreementText.js';
import { type PriceBefore, priceWhenDecided } from '../orders/priceWhenDecided.js';
import { meansOf } from '../words/choiceLines.js';
import { tidied } from '../words/numbers.js';
import { orderCostLines } from '../words/orderCostLines.js';
import { checkView, viewCheck } from './check.js';
import { decisionRows, decisionRowView } from './decisions.js';
import { orderEventView, viewEvents } from './orderEvents.js';
import { orderRowView, ruleRow } from './orderRows.js';
import { endless, endlessOf, figure, figureOf, unixMs } from './plain.js';

const way = z.object({
  describe: z.string(),
  isChosen: z.boolean(),
  totalUsd: figure.meta({ description: 'Expected cost; null where it could not be done, or nobody could tell.' }),
  feeUsd: figure,
  impactUsd: figure,
  carryUsd: figure,
  gasUsd: figure,
  keeperUsd: figure,
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

const underlying = z.object({ underlying: z.string(), priceUsd: figure, delta: figure, deltaUsd: figure });

/** The whole story of a decision: why, why not, on what, and what became of it. */
export const decisionView = z.object({
  at: unixMs,
  decision: decisionRowView,
  size: z.array(z.string()).meta({ description: 'How the size came about, and what made it smaller than wished.' }),
  metrics: z.array(z.object({ name: z.string(), value: figure })).meta({ description: 'What the condition read.' }),
  ways: z.array(way).meta({ description: 'The chosen one first, then those that were dearer or could not be.' }),
  checks: z.array(checkView),
  read,
  underlyings: z.array(underlying).meta({ description: 'Where the book was at that block.' }),
  equityUsd: figure,
  worstHealth: endless,
  orders: z.array(z.object({ order: orderRowView, events: z.array(orderEventView), costText: z.string().nullable() })),
  reviews: z.array(z.string()).meta({ description: 'Ids of the questions that were asked of it.' }),
});
export type DecisionView = z.infer<typeof decisionView>;

/** No decision is called so, or several are. */
export class DecisionNotFound extends BallastError {
  override name = 'DecisionNotFound';
}

/**
 * By the id of a decision, or the beginning of one, or of anything that came of it: an order, a transaction's hash. `now`: Unix ms.
 * @throws DecisionNotFound
 */
export async function readDecision(ledger: Ledger, id: string, now: number): Promise<DecisionView> {
  const story = await decisionStory(ledger, await decisionNamed(ledger, id));
  if (!story)
    throw new DecisionNotFound(`${id} has lost its tick`, { mend: 'the ledger is damaged: restore a backup' });
  const { decision, tick, orders } = story;
  const [[row], positions, risk, reviews] = await Promise.all([
    decisionRows(ledger, [decision]),
    positionsAt(ledger, tick.id),
    riskAt(ledger, tick.id),
    reviewsAround(ledger, decision),
  ]);
  if (!row) throw new DecisionNotFound(`${id} is gone`, { mend: 'ask again' });
  return {
    ...{ at: now, decision: row, size: decision.size.map((text) => tidied(text)), reviews },
    metrics: Object.entries(decision.metrics).map(([name, value]) => ({ name, value: figureOf(value) })),
    ...{ ways: waysOf(decision), checks: decision.checks.map(viewCheck), read: readAt(tick) },
    underlyings: (risk?.underlyings ?? []).map((one) => ({
      ...{ underlying: one.underlying, priceUsd: figureOf(one.price) },
      ...{ delta: figureOf(one.delta), deltaUsd: figureOf(one.deltaUsd) },
    })),
    ...{ equityUsd: figureOf(risk?.portfolio.equity), worstHealth: endlessOf(risk?.portfolio.worstHealth) },
    orders: orders.map((one) => ordersOf(one, priceWhenDecided(one.order, decision.subject, positions, risk))),
  };
}

function ordersOf(story: DecisionStory['orders'][number], price: PriceBefore | null): DecisionView['orders'][number] {
  const [costText = null] = orderCostLines([story]);
  const fills = story.fills.map(({ fill }) => fill);
  return {
    order: ruleRow(story.order, fills, story.venueOrders),
    events: viewEvents(story, price, story.order.createdAt, null),
    costText,
  };
}

/** @throws DecisionNotFound unless exactly one is meant */
async function decisionNamed(ledger: Ledger, id: string): Promise<Id> {
  const all = await findById(ledger, id);
  const exact = all.filter((one) => one.id === id.toLowerCase());
  const found = new Set((exact.length > 0 ? exact : all).flatMap(({ decision }) => decision ?? []));
  const [only] = found;
  if (only !== undefined && found.size === 1) return only;
  throw only === undefined
    ? new DecisionNotFound(`nothing that was decided begins with ${id.slice(0, 80)}`, {
        mend: 'give at least four characters of an id; the list of decisions has them',
      })
    : new DecisionNotFound(`${found.size} decisions begin with ${id.slice(0, 80)}`, {
        ...{ facts: [...found], mend: 'give more of the id' },
      });
}

type Way = DecisionView['ways'][number];

function waysOf({ action, alternatives = [] }: RecordedDecision): Way[] {
  const chosen = action?.cost ? [wayOf(meansOf(action.terms), true, action.cost, '')] : [];
  return [...chosen, ...alternatives.map(({ describe, cost, not }) => wayOf(describe, false, cost, tidied(not)))];
}

const wayOf = (describe: string, isChosen: boolean, cost: CostEstimate | null, not: string): Way => ({
  ...{ describe, isChosen, not, totalUsd: figureOf(cost?.total), feeUsd: figureOf(cost?.fee) },
  ...{ impactUsd: figureOf(cost?.impact), carryUsd: figureOf(cost?.carry) },
  ...{ gasUsd: figureOf(cost?.gas), keeperUsd: figureOf(cost?.keeper) },
});

function readAt(tick: RecordedTick): DecisionView['read'] {
  const agreement = agreementOf(tick);
  return {
    ...{ tick: tick.id, blockNumber: Number(tick.blockNumber), blockHash: tick.blockHash },
    ...{ blockAt: tick.blockTimestamp * 1_000, tookMs: tick.tookMs, skippedBlocks: tick.skippedBlocks },
    inputsHash: tick.snapshotHash,
    agreementText: agreement && agreementText(agreement),
    ...{ endpointsWanted: agreement?.wanted ?? null, endpointsAgreed: agreement?.agreed ?? null },
  };
}
