import { asc, eq } from 'drizzle-orm';
import { gasTokenOf } from '../../model/gasToken.js';
import type { Id, OrdStatus } from '../../model/order.js';
import { divideWad, type UnixMillis, type Wad, type Wei, wad, wei, ZERO } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { orders } from '../tables/orders.js';
import { type Allotment, allotmentsOf } from './allotments.js';
import { type BookedFill, bookedFills } from './bookedFills.js';
import { executionsOf } from './executions.js';
import { gasOfOrders } from './gasOfOrders.js';
import type { RecordedParent } from './parentOrders.js';
import type { RecordedOrder } from './recordedOrder.js';
import { orderOfRow } from './recordedOrder.js';

/** What was done for an order that somebody, or a rule, has asked for: what a counterparty or an auditor is shown. */
export interface Confirmation {
  id: Id;
  /** `parent`: asked for by a person. `order`: by a rule. */
  kind: 'parent' | 'order';
  clOrdId: string | null;
  strategy: string;
  account: RecordedOrder['account'];
  chainId: number;
  status: OrdStatus;
  author: string;
  /** What who asked has said of it; empty for a rule's. */
  text: string;
  /** Why it stands where it stands, where it was not simply done; empty where nobody has said. */
  reason: string;
  createdAt: UnixMillis;
  /** Orders that it was done by. */
  orders: readonly Id[];
  fills: readonly BookedFill[];
  /** Shares of blocks: what it was given, which is its trade, or what it has traded for others. */
  allotments: readonly Allotment[];
  /** Of trades and of what it was given of blocks; null where there was none, or of more than one instrument. */
  traded: Traded | null;
  gas: Wei;
  /** What venues' keepers were paid. */
  keeper: Wei;
  gasToken: string;
}

export interface Traded {
  instrument: string;
  side: 'Buy' | 'Sell';
  /** FIX CumQty. */
  quantity: Wad;
  /** FIX AvgPx, USD per unit, rounded down. */
  avgPx: Wad;
  /** FIX GrossTradeAmt, USD. */
  gross: Wad;
  fee: Wad;
}

export async function confirmationOfParent(ledger: Ledger, parent: RecordedParent): Promise<Confirmation> {
  const { id, clOrdId, strategy, account, chainId, author, text, createdAt, state } = parent;
  const rows = await ledger.db.select().from(orders).where(eq(orders.parent, id)).orderBy(asc(orders.id));
  const about = { id, clOrdId, strategy, account, chainId, author, text, createdAt };
  return {
    ...about,
    kind: 'parent',
    status: state.status,
    reason: state.status === 'Filled' ? '' : ((await executionsOf(ledger, id)).at(-1)?.text ?? ''),
    ...(await doneBy(
      ledger,
      chainId,
      rows.map((row) => row.id),
      id,
    )),
  };
}

export async function confirmationOfOrder(ledger: Ledger, order: RecordedOrder): Promise<Confirmation> {
  const { id, strategy, account, chainId, rule, status, text: reason, createdAt } = order;
  const about = { id, clOrdId: null, strategy, account, chainId, status, reason, createdAt };
  return { ...about, text: '', author: `rule ${rule}`, kind: 'order', ...(await doneBy(ledger, chainId, [id])) };
}

export async function orderNamed(ledger: Ledger, id: Id): Promise<RecordedOrder | undefined> {
  const [row] = await ledger.db.select().from(orders).where(eq(orders.id, id));
  return row && orderOfRow(row);
}

async function doneBy(ledger: Ledger, chainId: number, ids: readonly Id[], parent?: Id) {
  const fills = ids.length === 0 ? [] : await bookedFills(ledger, { orders: ids });
  const paid = [...(await gasOfOrders(ledger, ids)).values()];
  const allotments = parent === undefined ? [] : await allotmentsOf(ledger, parent);
  return {
    orders: ids,
    fills,
    allotments,
    traded: tradedIn(
      fills,
      allotments.filter((one) => one.parent === parent),
    ),
    gas: wei(paid.reduce((sum, { gas }) => sum + gas, 0n)),
    keeper: wei(paid.reduce((sum, { keeper }) => sum + keeper, 0n)),
    gasToken: gasTokenOf(chainId),
  };
}

/** Amounts are summed before they are rounded. */
function tradedIn(fills: readonly BookedFill[], given: readonly Allotment[]): Traded | null {
  const trades = [
    ...fills.flatMap(({ fill }) => (fill.kind === 'trade' ? [{ ...fill, gross: fill.quantity * fill.price }] : [])),
    ...given.map((one) => ({ ...one, gross: one.grossTradeAmt * 10n ** 18n })),
  ];
  const [first] = trades;
  if (!first || trades.some(({ instrument, side }) => instrument !== first.instrument || side !== first.side))
    return null;
  const quantity = wad(trades.reduce((sum, one) => sum + one.quantity, 0n));
  const gross = wad(trades.reduce((sum, one) => sum + one.gross, 0n) / 10n ** 18n);
  const fee = wad(trades.reduce((sum, one) => sum + one.fee, 0n));
  const told = new Set(given.map(({ avgPx: one }) => one));
  const [whole] = told.size === 1 && given.length === trades.length ? told : [];
  const avgPx = whole ?? (quantity === 0n ? ZERO : divideWad(gross, quantity, 'down'));
  return { instrument: first.instrument, side: first.side, quantity, avgPx, gross, fee };
}
