import { z } from 'zod';
import { ballast } from '../../model/author.js';
import { type Fill, type Id, isOpen, orderClasses, orderStatuses } from '../../model/order.js';
import { isParentOpen, leavesQty } from '../../model/parentOrder.js';
import { allows, avgPx } from '../../model/parentState.js';
import { divideWad, multiplyWad, toFloat, type Wad, wad, ZERO } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { grouped } from '../../record/queries/grouped.js';
import { countParts, fillsOfAll, newestWords } from '../../record/queries/orderPages.js';
import type { RecordedParent } from '../../record/queries/parentOrders.js';
import type { RecordedOrder } from '../../record/queries/recordedOrder.js';
import { venueOrdersOfAll } from '../../record/queries/venueOrders.js';
import { sayTerms } from '../orders/sayOrder.js';
import { statusText, statusWords } from '../orders/statusWords.js';
import { exactWad } from '../words/exact.js';
import { tidied } from '../words/numbers.js';
import { termsText } from '../words/terms.js';
import { exactDecimal, exactOrNull, figure, figureOf, unixMs } from './plain.js';

/** An order in one line: what somebody asked for, or what a rule wanted. */
export const orderRowView = z.object({
  id: z.string(),
  kind: z
    .enum(['asked', 'rule'])
    .meta({ description: '`asked` by a person, with its parts folded into it; or wanted by a `rule`.' }),
  name: z.string().nullable().meta({ description: 'ClOrdID, where the asker gave one.' }),
  strategy: z.string(),
  rule: z.string().nullable(),
  decision: z.string().nullable().meta({ description: 'Why: /v1/decisions/:id; null where a person asked.' }),
  account: z.string(),
  chainId: z.int(),
  mode: z.enum(['shadow', 'live']),
  orderClass: z.enum(orderClasses),
  what: z.string().meta({ description: 'In words: `sell 2.41 perp-v2 ETH, limit 2 400.00`.' }),
  venue: z.string(),
  instrument: z.string().nullable(),
  side: z.enum(['Buy', 'Sell']).nullable(),
  quantity: exactDecimal.nullable().meta({ description: 'Units of the instrument; null for what is no trade.' }),
  filledQuantity: exactDecimal.nullable(),
  leavesQuantity: exactDecimal.nullable(),
  limitPriceUsd: exactDecimal.nullable(),
  stopPriceUsd: exactDecimal.nullable(),
  averagePriceUsd: exactDecimal
    .nullable()
    .meta({ description: 'FIX AvgPx, rounded down to 18 decimals; null before the first fill.' }),
  notionalUsd: figure.meta({ description: 'As it was decided, or by the mark on arrival.' }),
  status: z.enum(orderStatuses),
  statusText: z.string().meta({ description: 'In plain words: `in flight`, `rests`, `partly filled`.' }),
  isOpen: z.boolean(),
  isPaused: z.boolean(),
  may: z
    .array(z.enum(['pause', 'resume', 'amend', 'cancel']))
    .meta({ description: 'What may be asked of it now, by whoever has the right to trade.' }),
  author: z.string().meta({ description: 'Who asked; `ballast` for a rule.' }),
  text: z.string().meta({ description: 'Why it stands where it stands, or why it was asked for; may be empty.' }),
  list: z.string().nullable().meta({ description: 'What it was asked for together with.' }),
  stepIndex: z.int().nullable().meta({ description: 'From 0, in a row of orders that make sense together only.' }),
  stepOf: z.int().nullable(),
  parts: z.int().meta({ description: 'So many orders it was worked in until now.' }),
  openParts: z.int(),
  createdAt: unixMs,
  updatedAt: unixMs,
});

export type OrderRowView = z.infer<typeof orderRowView>;

/** What people have asked for, in the order they are given. */
export const parentRows = async (ledger: Ledger, parents: readonly RecordedParent[]): Promise<OrderRowView[]> =>
  parents.map(await tellerOf(ledger, parents));

/** One of them. */
export const parentRow = async (ledger: Ledger, parent: RecordedParent): Promise<OrderRowView> =>
  (await tellerOf(ledger, [parent]))(parent);

/** What tells each of these, all that it takes read once. */
async function tellerOf(
  ledger: Ledger,
  parents: readonly RecordedParent[],
): Promise<(parent: RecordedParent) => OrderRowView> {
  const ids = parents.map(({ id }) => id);
  const over = parents.filter(({ state: { status } }) => !isParentOpen(status) && status !== 'Filled');
  const [parts, words] = await Promise.all([
    countParts(ledger, ids),
    newestWords(
      ledger,
      over.map(({ id }) => id),
    ),
  ]);
  return (parent) => rowOf(parent, parts.get(parent.id), words.get(parent.id) ?? '');
}

function rowOf(
  parent: RecordedParent,
  parts: { parts: number; open: number } | undefined,
  ended: string,
): OrderRowView {
  const { id, clOrdId, strategy, account, chainId, mode, orderClass, terms, state, author, list, arrivalPrice } =
    parent;
  const { status } = state;
  const price = arrivalPrice ?? (terms.price === null ? null : toFloat(terms.price));
  return {
    ...{ id, kind: 'asked', name: clOrdId === id ? null : clOrdId, strategy, rule: null, decision: null },
    ...{ account, chainId, mode, orderClass, what: sayTerms(terms), author, list },
    ...{ venue: terms.venue, instrument: terms.instrument, side: terms.side },
    ...{ quantity: exactWad(state.quantity), filledQuantity: exactWad(state.cumQty) },
    leavesQuantity: exactWad(leavesQty(state)),
    ...{ limitPriceUsd: exactOrNull(terms.price), stopPriceUsd: exactOrNull(terms.stopPx) },
    averagePriceUsd: exactOrNull(avgPx(state)),
    notionalUsd: price === null ? null : figureOf(toFloat(state.quantity) * price),
    ...{ status, isOpen: isParentOpen(status), isPaused: state.isPaused },
    // Suspended is the venue's doing where an order is ours, and a person's where it is theirs.
    statusText: status === 'Suspended' ? 'paused' : status === 'New' ? 'being worked' : statusWords[status],
    may: wishes.filter((wish) => allows(status, eventOf[wish]) && wish !== (state.isPaused ? 'pause' : 'resume')),
    text: tidied(ended === '' ? parent.text : ended),
    ...{ stepIndex: null, stepOf: null, parts: parts?.parts ?? 0, openParts: parts?.open ?? 0 },
    ...{ createdAt: parent.createdAt, updatedAt: parent.updatedAt },
  };
}

const wishes = ['pause', 'resume', 'amend', 'cancel'] as const;
const eventOf = { pause: 'pause', resume: 'resume', amend: 'requestReplace', cancel: 'requestCancel' } as const;

/** What rules wanted, in the order they are given. */
export async function ruleRows(ledger: Ledger, orders: readonly RecordedOrder[]): Promise<OrderRowView[]> {
  const ids = orders.map(({ id }) => id);
  const [filled, waited] = await Promise.all([fillsOfAll(ledger, ids), venueOrdersOfAll(ledger, ids)]);
  const fillsOf = grouped(filled, ({ order }) => order);
  const waitsOf = grouped(waited, ({ order }) => order);
  return orders.map((order) => {
    const fills = (fillsOf.get(order.id) ?? []).map(({ fill }) => fill);
    return ruleRow(order, fills, waitsOf.get(order.id) ?? []);
  });
}

/** One order, with what the venue did for it. */
export function ruleRow(order: RecordedOrder, fills: readonly Fill[], waits: readonly { id: Id }[]): OrderRowView {
  const { id, strategy, rule, decision, account, chainId, mode, orderClass, terms, status, step } = order;
  const { quantity, paid } = tradedBy(fills);
  const asked = 'quantity' in terms ? terms.quantity : null;
  const left = asked === null ? null : wad(isOpen(status) && asked > quantity ? asked - quantity : 0n);
  return {
    ...{ id, kind: 'rule', name: null, strategy, rule, decision, account, chainId, mode, orderClass },
    ...{ what: termsText(terms), author: ballast, list: null, venue: terms.venue },
    instrument: 'instrument' in terms ? terms.instrument : null,
    side: 'side' in terms ? terms.side : null,
    ...{ quantity: exactOrNull(asked), filledQuantity: asked && exactWad(quantity), leavesQuantity: exactOrNull(left) },
    limitPriceUsd: 'worstPrice' in terms ? exactOrNull(terms.worstPrice) : null,
    stopPriceUsd: terms.kind === 'rest' ? exactWad(terms.triggerPrice) : null,
    averagePriceUsd: quantity > 0n ? exactWad(divideWad(paid, quantity, 'down')) : null,
    notionalUsd: figureOf(order.notional),
    ...{ status, statusText: statusText({ order, venueOrders: waits }), isOpen: isOpen(status), isPaused: false },
    ...{ may: [], text: tidied(order.text), stepIndex: step?.index ?? null, stepOf: step?.of ?? null },
    ...{ parts: 0, openParts: 0, createdAt: order.createdAt, updatedAt: order.updatedAt },
  };
}

/** Units, and USD that they were traded for. */
function tradedBy(fills: readonly Fill[]): { quantity: Wad; paid: Wad } {
  let [quantity, paid] = [ZERO, ZERO];
  for (const fill of fills) {
    if (fill.kind !== 'trade') continue;
    quantity = wad(quantity + fill.quantity);
    paid = wad(paid + multiplyWad(fill.quantity, fill.price, 'down'));
  }
  return { quantity, paid };
}
