import { and, asc, eq, inArray, type SQL } from 'drizzle-orm';
import type { Address } from 'viem';
import type { Mode } from '../../model/mode.js';
import { isOpen, orderStatuses } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { orders } from '../tables/orders.js';
import type { RecordedOrder } from './recordedOrder.js';
import { orderOfRow } from './recordedOrder.js';
import { venueOrdersOfAll } from './venueOrders.js';

const openStatuses = orderStatuses.filter(isOpen);

/** Each narrows. Nonces and margin belong to an account on a chain, whatever the strategy is called by now. */
export interface OpenOrdersOptions {
  account?: Address;
  chainId?: number;
  mode?: Mode;
  strategy?: string;
}

/** Orders that may still have an effect, oldest first, with all that they have put into a venue's book. */
export async function openOrders(
  ledger: Ledger,
  { account, chainId, mode, strategy }: OpenOrdersOptions = {},
): Promise<RecordedOrder[]> {
  const wanted: SQL[] = [inArray(orders.status, openStatuses)];
  if (account) wanted.push(eq(orders.account, account));
  if (chainId !== undefined) wanted.push(eq(orders.chainId, chainId));
  if (mode) wanted.push(eq(orders.mode, mode));
  if (strategy) wanted.push(eq(orders.strategy, strategy));
  const rows = await ledger.db
    .select()
    .from(orders)
    .where(and(...wanted))
    .orderBy(asc(orders.id));
  const open = rows.map(orderOfRow);
  const all = await venueOrdersOfAll(
    ledger,
    open.map(({ id }) => id),
  );
  return open.map((order) => {
    const ids = all.filter((one) => one.order === order.id).map(({ id }) => id);
    return ids.length > 0 ? { ...order, venueOrders: ids } : order;
  });
}
