import { shortId } from '../../model/order.js';
import type { Ledger } from '../../record/ledger.js';
import { listOrders } from '../../record/queries/listOrders.js';
import { booksAsked } from './booksAsked.js';
import { clock, decimal } from './numbers.js';
import type { Answer } from './output.js';
import { dim, table } from './table.js';
import { termsText } from './terms.js';

/** The newest orders, newest first. */
export async function orders(
  ledger: Ledger,
  now: number,
  options: { strategy?: string; limit: number },
): Promise<Answer> {
  await booksAsked(ledger, options.strategy);
  const found = await listOrders(ledger, options);
  const text = table(found, [
    { title: 'order', cell: (o) => shortId(o.id) },
    { title: 'at', cell: (o) => clock(o.createdAt, now) },
    { title: 'strategy', cell: (o) => o.strategy },
    { title: 'class', cell: (o) => o.orderClass },
    { title: 'terms', cell: (o) => termsText(o.terms) },
    { title: 'usd', align: 'right', cell: (o) => decimal(o.notional, 0) },
    { title: 'status', cell: (o) => o.status },
    { title: '', cell: (o) => dim(o.text) },
  ]);
  return { json: found, text: found.length > 0 ? text : dim('no orders yet') };
}
