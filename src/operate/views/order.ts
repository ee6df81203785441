import { z } from 'zod';
import type { CostParts } from '../../model/cost.js';
import { attemptStates, orderStatuses } from '../../model/order.js';
import { slippageOf } from '../../model/parentState.js';
import { bpsWorse } from '../../model/slippage.js';
import { type Wad, wad } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { reviewsAround } from '../../record/queries/decisionPages.js';
import { decisionStory, type OrderStory } from '../../record/queries/decisions.js';
import { costsOfStory } from '../../record/queries/executionCosts.js';
import { findById } from '../../record/queries/findById.js';
import { parentsNamed, type RecordedParent } from '../../record/queries/parentOrders.js';
import { parentStory } from '../../record/queries/parentStory.js';
import { positionsAt, riskAt } from '../../record/queries/ticks.js';
import { type LegsStory, legsStory } from '../orders/legsStory.js';
import { attemptWords } from '../orders/orderEvents.js';
import { orderNamed } from '../orders/orderNamed.js';
import { type PriceBefore, priceWhenDecided } from '../orders/priceWhenDecided.js';
import { sayTerms } from '../orders/sayOrder.js';
import { statusText } from '../orders/statusWords.js';
import { exactWad } from '../words/exact.js';
import { tidied } from '../words/numbers.js';
import { termsText } from '../words/terms.js';
import { checkView, viewCheck } from './check.js';
import { orderEventView, viewEvents } from './orderEvents.js';
import { type OrderRowView, orderRowView, parentRow, ruleRow } from './orderRows.js';
import { parentEvents } from './parentEvents.js';
import { exactDecimal, figure, figureOf, unixMs } from './plain.js';

const costs = z.object({ fee: figure, impact: figure, carry: figure, gas: figure, keeper: figure, total: figure });

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
  notionalUsd: figure,
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
  arrivalPriceUsd: figure.meta({ description: 'What it was worth when it was taken on, or decided.' }),
  arrivalPriceFrom: z
    .enum(['mark', 'oracle'])
    .nullable()
    .meta({ description: 'Who said so: the venue, or the oracle of its underlying where no mark was kept.' }),
  slippageBps: figure.meta({ description: 'Of the average against that; more is worse.' }),
  changeAsked: z.string().nullable().meta({ description: 'What it is to be, while a change is asked for.' }),
  checks: z.array(checkView).meta({ description: 'Of the newest look at it as a whole.' }),
  reviews: z.array(z.string()).meta({ description: 'Ids: /v1/reviews.' }),
  legs: legs.nullable(),
  parts: z.array(part).meta({ description: 'Oldest first; of what a rule wanted, the order itself.' }),
  events: z.array(orderEventView).meta({ description: 'Oldest first; at most 500, the newest.' }),
});

export type OrderView = z.infer<typeof orderView>;

/** So many parts, and so much of what happened, the newest, are told of: an order may be worked for weeks. */
const mostParts = 100;

const mostEvents = 500;

/**
 * By an id, the beginning of one, or a ClOrdID: of what somebody asked for, a part of it, or what a rule wanted. `now`: Unix ms.
 * @throws OrderNotFound
 */
export async function readOrder(ledger: Ledger, name: string, now: number): Promise<OrderView> {
  const [parent, another] = await parentsNamed(ledger, name.trim());
  if (parent && !another) return readParent(ledger, parent, now);
  const byId = parent ? [] : (await findById(ledger, name.trim())).filter(({ kind }) => kind === 'order');
  const [order, other] = byId;
  const story = order?.decision && !other ? await decisionStory(ledger, order.decision) : undefined;
  const own = story?.orders.find((one) => one.order.id === order?.id);
  // It says what is wrong with the name.
  if (!story || !own) return readParent(ledger, await orderNamed(ledger, name), now);
  const { decision, tick } = story;
  const [positions, risk, reviews] = await Promise.all([
    positionsAt(ledger, tick.id),
    riskAt(ledger, tick.id),
    reviewsAround(ledger, decision),
  ]);
  const price = priceWhenDecided(own.order, decision.subject, positions, risk);
  const fills = own.fills.map(({ fill }) => fill);
  const row = ruleRow(own.order, fills, own.venueOrders);
  return {
    ...{ at: now, order: row, arrivalPriceUsd: figureOf(price?.usd), arrivalPriceFrom: price?.from ?? null },
    ...{ slippageBps: slippageOfRow(row, price), changeAsked: null, reviews, legs: null },
    ...{ checks: decision.checks.map(viewCheck), parts: [viewPart(own)] },
    events: viewEvents(own, price, own.order.createdAt, null).slice(-mostEvents),
  };
}

function slippageOfRow({ averagePriceUsd, side }: OrderRowView, before: PriceBefore | null): number | null {
  if (averagePriceUsd === null || side === null || !before?.usd) return null;
  return figureOf(bpsWorse(Number(averagePriceUsd), before.usd, side));
}

async function readParent(ledger: Ledger, parent: RecordedParent, now: number): Promise<OrderView> {
  const [story, standing, row] = await Promise.all([
    parentStory(ledger, parent, mostParts),
    legsStory(ledger, parent),
    parentRow(ledger, parent),
  ]);
  const { children, decisions, reviews } = story;
  const { terms, state, arrivalPrice } = parent;
  const capture = decisions.findLast(({ kind }) => kind === 'capture');
  return {
    ...{ at: now, order: row, arrivalPriceUsd: figureOf(arrivalPrice) },
    arrivalPriceFrom: arrivalPrice === null ? null : 'mark',
    slippageBps: figureOf(slippageOf(state, terms.side, arrivalPrice)),
    changeAsked: state.replacing === null ? null : sayTerms({ ...terms, ...state.replacing }),
    checks: (capture?.checks ?? []).map(viewCheck),
    reviews: reviews.map(({ id }) => id),
    legs: standing && viewLegs(standing),
    parts: children.map(viewPart),
    events: parentEvents(story).slice(-mostEvents),
  };
}

function viewPart(story: OrderStory): OrderView['parts'][number] {
  const { order, attempts, steps } = story;
  const paid = costsOfStory(story)?.actual;
  return {
    ...{ id: order.id, decision: order.decision, what: termsText(order.terms, order.step), status: order.status },
    ...{ statusText: statusText(story), text: tidied(order.text), notionalUsd: figureOf(order.notional) },
    expectedUsd: order.cost ? viewCosts(order.cost) : null,
    paidUsd: paid ? viewCosts(paid) : null,
    transactions: attempts.map(({ hash, step, state, text, nonce, blockNumber, gasCost, createdAt, updatedAt }) => ({
      ...{ hash, step, state, nonce, createdAt, updatedAt, describe: tidied(steps[step]?.describe ?? '') },
      stateText: text || attemptWords[state].meaning || attemptWords[state].word,
      blockNumber: blockNumber === null ? null : Number(blockNumber),
      gasCostNative: gasCost === null ? null : exactWad(wad(gasCost) satisfies Wad),
    })),
    ...{ createdAt: order.createdAt, updatedAt: order.updatedAt },
  };
}

const viewCosts = ({ fee, impact, carry, gas, keeper, total }: CostParts): z.infer<typeof costs> => ({
  ...{ fee: figureOf(fee), impact: figureOf(impact), carry: figureOf(carry) },
  ...{ gas: figureOf(gas), keeper: figureOf(keeper), total: figureOf(total) },
});

const viewLegs = ({ status, text, gap, allowed, legs: all, next }: LegsStory): z.infer<typeof legs> => ({
  ...{ status, text, gap, allowed, next: [...next] },
  legs: all.map(({ id, clOrdId, status: stands, share }) => ({ id, name: clOrdId, status: stands, share })),
});
