import { type Id, shortId } from '../../model/order.js';
import { amountToFloat, toFloat } from '../../model/units.js';
import type { VenueOrder } from '../../model/venueOrder.js';
import type { Ledger } from '../../record/ledger.js';
import { latestMarginAccounts, latestPositions, latestTick, type RecordedTick } from '../../record/queries/ticks.js';
import { venueOrdersById } from '../../record/queries/venueOrders.js';
import { booksAsked } from './booksAsked.js';
import { decimal, duration, signed } from './numbers.js';
import type { Answer } from './output.js';
import { bold, dim, table, yellow } from './table.js';
import { venueOrderText } from './terms.js';
import { waitingAt } from './waitingAt.js';

/** What each book holds, the margin accounts behind it, and what waits at its venues, at its newest recorded tick. */
export async function positions(ledger: Ledger, strategy?: string): Promise<Answer> {
  const names = await booksAsked(ledger, strategy);
  const books = await Promise.all(
    names.map(async (name) => {
      const tick = await latestTick(ledger, name);
      return {
        strategy: name,
        block: tick?.blockNumber ?? null,
        positions: (await latestPositions(ledger, name)).filter((position) => position.quantity !== 0n),
        marginAccounts: await latestMarginAccounts(ledger, name),
        orders: tick ? await ordersWaiting(ledger, tick) : [],
      };
    }),
  );
  const text = books.map(({ strategy: name, positions: held, marginAccounts, orders }) =>
    [
      bold(name),
      table(held, [
        { title: 'position', cell: (p) => p.id },
        { title: 'instrument', cell: (p) => p.instrument.id },
        { title: 'quantity', align: 'right', cell: (p) => signed(toFloat(p.quantity), 4) },
        { title: 'mark usd', align: 'right', cell: (p) => decimal(toFloat(p.mark)) },
        { title: 'value usd', align: 'right', cell: (p) => decimal(toFloat(p.value)) },
        { title: 'margin account', cell: (p) => p.marginAccount ?? '-' },
      ]),
      '',
      table(marginAccounts, [
        { title: 'margin account', cell: (m) => m.id },
        { title: 'collateral', cell: (m) => m.collateral.symbol },
        { title: 'equity usd', align: 'right', cell: (m) => decimal(toFloat(m.equity)) },
        { title: 'maintenance usd', align: 'right', cell: (m) => decimal(toFloat(m.maintenance)) },
        { title: 'health', align: 'right', cell: (m) => decimal(m.health, 3) },
      ]),
      ...(orders.length === 0 ? [] : ['', waitingText(orders)]),
    ].join('\n'),
  );
  return { json: books, text: text.join('\n\n') || dim('nothing has been watched yet') };
}

/** An order at a venue, and whose it is. */
interface Waiting extends VenueOrder {
  /** Ours in the ledger; null: by hand. */
  order: Id | null;
  /** Between the block and when it was made or last changed. */
  ageMs: number;
}

async function ordersWaiting(ledger: Ledger, tick: RecordedTick): Promise<Waiting[]> {
  const waiting = waitingAt(tick);
  return Promise.all(
    waiting.map(async (order) => {
      const [ours] = await venueOrdersById(ledger, { chainId: tick.chainId, venue: order.venue }, [order.id]);
      return { ...order, order: ours?.order ?? null, ageMs: (tick.blockTimestamp - order.since) * 1_000 };
    }),
  );
}

const waitingText = (orders: readonly Waiting[]): string =>
  table(orders, [
    { title: 'waits at', cell: (o) => o.venue },
    { title: 'order', cell: (o) => venueOrderText(o.id) },
    { title: 'what', cell: (o) => o.describe },
    {
      title: 'status',
      cell: (o) => (o.status === 'Suspended' ? yellow('suspended') : o.overdue ? yellow('overdue') : 'waits'),
    },
    { title: 'for', align: 'right', cell: (o) => duration(o.ageMs) },
    { title: 'holds', cell: (o) => (o.held === null ? '-' : heldText(o.held)) },
    { title: 'of', cell: (o) => (o.order === null ? 'by hand' : shortId(o.order)) },
  ]);

/** `0.5 WETH in the order vault`: taken from the wallet, and in no position yet. */
const heldText = ({ token, amount }: NonNullable<VenueOrder['held']>): string =>
  `${decimal(amountToFloat(amount, token.decimals), token.decimals > 6 ? 4 : 2)} ${token.symbol} in the order vault`;
