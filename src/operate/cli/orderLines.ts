import type { OrderStep, OrdStatus } from '../../model/order.js';
import { shortId } from '../../model/order.js';
import type { OrderStory } from '../../record/queries/decisions.js';
import { type OrderEvent, orderEvents } from '../orders/orderEvents.js';
import type { PriceBefore } from '../orders/priceWhenDecided.js';
import { statusText, statusWords } from '../orders/statusWords.js';
import { after, integer } from '../words/numbers.js';
import { green, red, yellow } from './table.js';

/**
 * What became of an order, in time: each line says how long after the decision.
 * @param priceBefore What the order's instrument was worth when it was decided; null where nobody said.
 */
export function orderLines(story: OrderStory, priceBefore: PriceBefore | null): string[] {
  const { order } = story;
  const from = order.createdAt;
  const over = order.updatedAt > from ? `  ${after(order.updatedAt - from)}` : '';
  return [
    `order ${shortId(order.id)}  ${paintStatus(order.status, statusText(story))}${over}${rowText(order.step)}${order.text ? `  ${order.text}` : ''}`,
    ...orderEvents(story, priceBefore).map(
      (event) => `${after(event.at - from).padStart(8)}  ${event.word.padEnd(6)}  ${eventText(event)}`,
    ),
  ];
}

/** With the transaction behind it. */
function eventText({ kind, text, transaction }: OrderEvent): string {
  if (!transaction) return text;
  const { hash, nonce, blockNumber } = transaction;
  if (kind === 'venue') return `${text}  tx ${hash}`;
  const block = blockNumber === null ? '' : `block ${integer(blockNumber)}  `;
  return `${block}tx ${hash}  nonce ${nonce}${text === '' ? '' : `  ${text}`}`;
}

/** Which row of orders it belongs to: that is called after the first of them. */
const rowText = (step: OrderStep | undefined): string =>
  step === undefined
    ? ''
    : `  step ${step.index + 1} of ${step.of} of the row that order ${shortId(step.programme)} begins`;

export function paintStatus(status: OrdStatus, text = statusWords[status]): string {
  if (status === 'Filled') return green(text);
  return status === 'Rejected' || status === 'Unknown' ? red(text) : yellow(text);
}
