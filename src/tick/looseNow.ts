import type { Address } from 'viem';
import type { Id } from '../model/order.js';
import type { Snapshot } from '../model/snapshot.js';
import type { UnixMillis } from '../model/units.js';
import { type LooseCollateral, looseOf, type OrderDone } from '../plan/loose.js';
import type { Ledger } from '../record/ledger.js';
import { alertsOver } from '../record/queries/alertsOver.js';
import { brokenRows } from '../record/queries/brokenRows.js';

/** What lies loose in an account's wallet, with the orders that tell of it. */
export interface LooseNow {
  loose: readonly LooseCollateral[];
  orders: readonly OrderDone[];
}

/**
 * By the ledger, and no more than the wallet of this block holds. What was once found to be dealt with stays so: tokens that come
 * into the wallet later are not those that went.
 */
export async function looseNow(
  ledger: Ledger,
  snapshot: Pick<Snapshot, 'readings' | 'account' | 'chainId'>,
  now: UnixMillis,
): Promise<LooseNow> {
  const { account, chainId } = snapshot;
  const orders = await brokenRows(ledger, { account, chainId, now });
  const found = looseOf(orders, snapshot);
  const of = ({ programme }: LooseCollateral) => looseSubject(account, chainId, programme);
  const over = await alertsOver(ledger, 'LOOSE_COLLATERAL', found.map(of));
  return { loose: found.filter((lot) => !over.has(of(lot))), orders };
}

/** What the alert about a row is about. */
export const looseSubject = (account: Address, chainId: number, programme: Id): string =>
  `${looseSubjectsOf(account, chainId)}${programme}`;

/** What the subjects of all rows of an account begin with. */
export const looseSubjectsOf = (account: Address, chainId: number): string => `${account} on ${chainId}: row `;
