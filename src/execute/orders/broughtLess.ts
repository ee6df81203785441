import { formatUnits } from 'viem';
import { isPaidIn, movesCollateral, type Order } from '../../model/order.js';
import type { Snapshot } from '../../model/snapshot.js';
import type { Ledger } from '../../record/ledger.js';
import { fillsOf } from '../../record/queries/attempts.js';
import { rowBefore } from '../../record/queries/rowBefore.js';
import { spotsOf, walletFlows } from '../../venues/walletFlows.js';

/**
 * That the steps of its row before a deposit brought some of its token, and less than it takes, in a sentence; null where that is
 * not why it cannot be.
 */
export async function broughtLess(
  ledger: Ledger,
  { id, step, terms }: Pick<Order, 'id' | 'step' | 'terms'>,
  snapshot: Pick<Snapshot, 'readings'>,
): Promise<string | null> {
  if (!step || step.index === 0 || !movesCollateral(terms) || !isPaidIn(terms)) return null;
  const spots = spotsOf(snapshot);
  let brought = 0n;
  for (const order of await rowBefore(ledger, { id, step })) {
    for (const { fill } of await fillsOf(ledger, order.id))
      for (const flow of walletFlows(fill, spots))
        if (flow.token === terms.token) brought += flow.into === 'wallet' ? flow.amount : -flow.amount;
  }
  if (brought <= 0n || brought >= terms.amount) return null;
  const shown = (amount: bigint) => `${formatUnits(amount, terms.decimals)} ${terms.token}`;
  return `the steps before it brought ${shown(brought)}, and it takes ${shown(terms.amount)}`;
}
