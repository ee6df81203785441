import { isNothing } from '../../assess/holdings/heldOf.js';
import { shortId } from '../../model/order.js';
import type { Position } from '../../model/position.js';
import { daysPerYear } from '../../model/time.js';
import { amountToFloat, toFloat } from '../../model/units.js';
import type { VenueOrder } from '../../model/venueOrder.js';
import type { Ledger } from '../../record/ledger.js';
import type { RecordedTick } from '../../record/queries/recordedTick.js';
import { latestMarginAccounts, latestPositions, latestTick } from '../../record/queries/ticks.js';
import { type OwnedVenueOrder, ownedWaitingAt } from '../waitingAt.js';
import type { Column } from '../words/column.js';
import { decimal, duration, signed } from '../words/numbers.js';
import { venueOrderText } from '../words/terms.js';
import { booksAsked } from './booksAsked.js';
import { liquidityText } from './liquidityText.js';
import type { Answer } from './output.js';
import { bold, dim, table, yellow } from './table.js';

/** What each book holds, the margin accounts behind it, and what waits at its venues, at its newest recorded tick. */
export async function positions(ledger: Ledger, strategy?: string): Promise<Answer> {
  const names = await booksAsked(ledger, strategy);
  const books = await Promise.all(
    names.map(async (name) => {
      const tick = await latestTick(ledger, name);
      return {
        strategy: name,
        block: tick?.blockNumber ?? null,
        positions: (await latestPositions(ledger, name)).filter((position) => !isNothing(position)),
        marginAccounts: await latestMarginAccounts(ledger, name),
        orders: tick ? await ordersWaiting(ledger, tick) : [],
      };
    }),
  );
  const text = books.map(({ strategy: name, positions: held, marginAccounts, orders }) =>
    [
      bold(name),
      positionsTable(held),
      '',
      ...liquidityText(held),
      table(marginAccounts, [
        { title: 'margin account', cell: (m) => m.id },
        { title: 'collateral', cell: (m) => m.collateral.symbol },
        { title: 'equity usd', align: 'right', cell: (m) => decimal(toFloat(m.equity)) },
        { title: 'maintenance usd', align: 'right', cell: (m) => decimal(toFloat(m.maintenance)) },
        { title: 'health', align: 'right', cell: (m) => decimal(m.health, 3) },
      ]),
      ...(orders.length === 0 ? [] : ['', waitingText(orders)]),
      ...(held.some((p) => p.marginAccount !== null && p.value !== 0n) ? ['', dim(valueNote)] : []),
    ].join('\n'),
  );
  return { json: books, text: text.join('\n\n') || dim('nothing has been watched yet') };
}

const valueNote =
  'value: what is not in the equity of the margin account already. Of collateral that is lent, what its threshold leaves out; of a debt, all of it.';

function positionsTable(held: readonly Position[]): string {
  const carry: Column<Position> = {
    title: 'carry usd/day',
    align: 'right',
    cell: (p) => (p.carry === undefined ? '-' : signed(p.carry / daysPerYear)),
  };
  return table(held, [
    { title: 'position', cell: (p) => p.id },
    { title: 'instrument', cell: (p) => p.instrument.id },
    { title: 'quantity', align: 'right', cell: (p) => signed(toFloat(p.quantity), 4) },
    { title: 'mark usd', align: 'right', cell: (p) => decimal(toFloat(p.mark)) },
    { title: 'value usd', align: 'right', cell: (p) => decimal(toFloat(p.value)) },
    ...(held.some((p) => p.carry) ? [carry] : []),
    { title: 'margin account', cell: (p) => p.marginAccount ?? '-' },
  ]);
}

interface Waiting extends OwnedVenueOrder {
  /** Between the block and when it was made or last changed. */
  ageMs: number;
}

const ordersWaiting = async (ledger: Ledger, tick: RecordedTick): Promise<Waiting[]> =>
  (await ownedWaitingAt(ledger, tick)).map((one) => ({ ...one, ageMs: (tick.blockTimestamp - one.since) * 1_000 }));

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
