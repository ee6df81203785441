import { ballast } from '../../model/author.js';
import { type Fill, type Id, isOpen } from '../../model/order.js';
import { isParentOpen, leavesQty } from '../../model/parentOrder.js';
import { allows, avgPx } from '../../model/parentState.js';
import { divideWad, multiplyWad, toFloat, type Wad, wad, ZERO } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { grouped } from '../../record/queries/grouped.js';
import type { RecordedOrder } from '../../record/queries/openOrders.js';
import { countParts, fillsOfAll, newestWords } from '../../record/queries/orderPages.js';
import type { RecordedParent } from '../../record/queries/parentOrders.js';
import { venueOrdersOfAll } from '../../record/queries/venueOrders.js';
import { sayTerms } from '../orders/sayOrder.js';
import { statusText, statusWords } from '../orders/statusWords.js';
import { exactWad } from '../words/exact.js';
import { tidied } from '../words/numbers.js';
import { termsText } from '../words/terms.js';
import type { OrderRowView } from './orders.js';
import { exactOrNull, figureOf } from './plain.js';

/** What people have asked for, in the order they are given. */
export async function parentRows(ledger: Ledger, parents: readonly RecordedParent[]): Promise<OrderRowView[]> {
  const ids = parents.map(({ id }) => id);
  const over = parents.filter(({ state: { status } }) => !isParentOpen(status) && status !== 'Filled');
  const [parts, words] = await Promise.all([
    countParts(ledger, ids),
    newestWords(
      ledger,
      over.map(({ id }) => id),
    ),
  ]);
  return parents.map((parent) => rowOf(parent, parts.get(parent.id), words.get(parent.id) ?? ''));
}

/** One of them. */
export async function parentRow(ledger: Ledger, parent: RecordedParent): Promise<OrderRowView> {
  const [parts, words] = await Promise.all([countParts(ledger, [parent.id]), newestWords(ledger, [parent.id])]);
  const { status } = parent.state;
  const isOver = !isParentOpen(status) && status !== 'Filled';
  return rowOf(parent, parts.get(parent.id), isOver ? (words.get(parent.id) ?? '') : '');
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
