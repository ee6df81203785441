import { shortId } from '../../model/order.js';
import type { Ledger } from '../../record/ledger.js';
import { listOrders } from '../../record/queries/listOrders.js';
import { latestTick } from '../../record/queries/ticks.js';
import { listUnsolicited } from '../../record/queries/unsolicited.js';
import { venueOrdersOfAll } from '../../record/queries/venueOrders.js';
import { booksAsked } from './booksAsked.js';
import { clock, decimal } from './numbers.js';
import type { Answer } from './output.js';
import { dim, table } from './table.js';
import { termsText, venueOrderText } from './terms.js';
import { unsolicitedText } from './unsolicited.js';

/** The newest orders, newest first; and what changed positions without one of them. */
export async function orders(
  ledger: Ledger,
  now: number,
  options: { strategy?: string; limit: number },
): Promise<Answer> {
  await booksAsked(ledger, options.strategy);
  const listed = await listOrders(ledger, options);
  const waited = await venueOrdersOfAll(
    ledger,
    listed.map(({ id }) => id),
  );
  const found = listed.map((order) => ({
    ...order,
    venueOrders: waited.filter((one) => one.order === order.id).map(({ id, status }) => ({ id, status })),
  }));
  const text = table(found, [
    { title: 'order', cell: (o) => shortId(o.id) },
    { title: 'at', cell: (o) => clock(o.createdAt, now) },
    { title: 'strategy', cell: (o) => o.strategy },
    { title: 'class', cell: (o) => o.orderClass },
    { title: 'terms', cell: (o) => termsText(o.terms, o.step) },
    { title: 'usd', align: 'right', cell: (o) => decimal(o.notional, 0) },
    { title: 'status', cell: (o) => o.status },
    { title: 'at the venue', cell: (o) => o.venueOrders.map(({ id }) => venueOrderText(id)).join(', ') || '-' },
    { title: '', cell: (o) => dim(o.text) },
  ]);
  const account = options.strategy === undefined ? undefined : (await latestTick(ledger, options.strategy))?.account;
  const changes = await listUnsolicited(ledger, { limit: 10, ...(account ? { account } : {}) });
  const parts = [found.length > 0 ? text : dim('no orders yet'), unsolicitedText(changes, now)];
  return { json: found, text: parts.filter((part) => part !== '').join('\n\n') };
}
