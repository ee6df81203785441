import { z } from 'zod';
import type { Id } from '../../model/order.js';
import type { OrderStory } from '../../record/queries/decisions.js';
import { type OrderEvent, orderEvents } from '../orders/orderEvents.js';
import type { PriceBefore } from '../orders/priceWhenDecided.js';
import { exactDecimal, exactOrNull, figure, figureOf, unixMs } from './plain.js';

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
  slippageBps: figure.meta({
    description: 'Against the price when it was decided, which `text` names; more is worse.',
  }),
});

export type OrderEventView = z.infer<typeof orderEventView>;

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
  priceBefore: PriceBefore | null,
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
