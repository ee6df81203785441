import { shortId } from '../../../model/order.js';
import type { OrderRowView } from '../../views/orderRows.js';
import type { OrdersView } from '../../views/orders.js';
import { ago } from '../../words/numbers.js';
import { type Html, html } from '../html.js';
import { amount, price } from './figures.js';

/** Orders in a line or two each, with what to say next of them. */
export function sayOrders(open: OrdersView, newest: OrdersView): Html[] {
  const shown = new Set(open.rows.map(({ id }) => id));
  const over = newest.rows.filter(({ id }) => !shown.has(id)).slice(0, 5);
  return [
    html`<b>${open.open} open</b>`,
    ...open.rows.flatMap((row) => sayOrder(row, open.at)),
    ...(open.nextCursor === null ? [] : [html`and older ones`]),
    ...(over.length === 0 ? [] : [html``, html`<b>lately</b>`, ...over.flatMap((row) => sayOrder(row, newest.at))]),
  ];
}

/** What it is, how far it is, and why it stands so. */
export function sayOrder(row: OrderRowView, now: number): Html[] {
  const { id, what, statusText, status, filledQuantity, quantity, averagePriceUsd, text, author, strategy, createdAt } =
    row;
  const done =
    quantity === null || averagePriceUsd === null
      ? ''
      : `, ${amount(filledQuantity)} of ${amount(quantity)} at ${price(averagePriceUsd)}`;
  const lamp = status === 'Rejected' || status === 'Unknown' ? '🔴 ' : '';
  return [
    html`${lamp}<code>${what}</code>: <b>${statusText}</b>${done}`,
    html`<i>${strategy}, ${row.rule ?? author}, ${ago(now - createdAt)}</i>  /why_${tail(id)}`,
    ...(text === '' ? [] : [html`<code>${text}</code>`]),
  ];
}

/** A command that a thumb can touch: Telegram makes a link of what has no space in it, and no hyphen. */
export const tail = (id: string): string => shortId(id).replace('-', '');
