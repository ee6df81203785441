import type { Id } from '../../model/order.js';
import type { OrderStory } from '../../record/queries/decisions.js';
import { type OrderEvent, orderEvents } from '../orders/orderEvents.js';
import type { OrderEventView } from './order.js';
import { exactOrNull, figureOf } from './plain.js';

/** What becomes of an order at a venue is nobody's doing; the rest of an event may be unknown. */
export const bareEvent = {
  ...{ tone: 'plain', by: null, part: null, transactionHash: null, blockNumber: null },
  ...{ quantity: null, priceUsd: null, slippageBps: null },
} as const satisfies Partial<OrderEventView>;

/**
 * What became of an order on its way and at its venue, oldest first.
 * @param from Unix ms that is counted from.
 * @param part Of which part it is told; null: of the order itself.
 */
export const viewEvents = (
  story: OrderStory,
  priceBefore: number | null,
  from: number,
  part: Id | null,
): OrderEventView[] => orderEvents(story, priceBefore).map((event) => viewEvent(event, from, part));

function viewEvent(event: OrderEvent, from: number, part: Id | null): OrderEventView {
  const { at, kind, word, text, tone, transaction, trade } = event;
  return {
    ...{ ...bareEvent, at, afterMs: Math.max(0, at - from), kind, title: word, text, tone, part },
    transactionHash: transaction?.hash ?? null,
    blockNumber: transaction?.blockNumber == null ? null : Number(transaction.blockNumber),
    ...{ quantity: exactOrNull(trade?.quantity), priceUsd: exactOrNull(trade?.price) },
    slippageBps: figureOf(trade?.slippageBps),
  };
}
