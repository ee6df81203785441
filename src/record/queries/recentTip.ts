import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { parseTransaction } from 'viem';
import { type Wei, wei } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { attempts, orderSteps } from '../tables/orders.js';
import type { Sender } from './attempts.js';

/** The newest transactions that a tip is judged by. */
const looked = 5;

/**
 * Wei per gas that an account's newest mined transactions tipped on a chain, the middle one of the last five: what the next is
 * expected to tip. Those that pay a venue's keepers are left out, since they tip nothing. undefined where there is none yet.
 */
export async function recentTip(ledger: Ledger, { account, chainId }: Sender): Promise<Wei | undefined> {
  const rows = await ledger.db
    .select({ bytes: attempts.bytes })
    .from(attempts)
    .innerJoin(orderSteps, and(eq(orderSteps.order, attempts.order), eq(orderSteps.step, attempts.step)))
    .where(
      and(
        eq(attempts.account, account),
        eq(attempts.chainId, chainId),
        inArray(attempts.state, ['Mined', 'Final', 'Reverted']),
        isNull(orderSteps.keeperGas),
      ),
    )
    .orderBy(desc(attempts.id))
    .limit(looked);
  const tips = rows.map(({ bytes }) => parseTransaction(bytes).maxPriorityFeePerGas ?? 0n);
  const middle = tips.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))[Math.floor(tips.length / 2)];
  return middle === undefined ? undefined : wei(middle);
}
