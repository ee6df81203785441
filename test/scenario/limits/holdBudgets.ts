import type { Strategy } from '../../../src/model/strategy.js';
import { weiToFloat } from '../../../src/model/units.js';
import type { Ledger } from '../../../src/record/ledger.js';
import { attempts, orders } from '../../../src/record/tables/orders.js';
import { noteNear, type Proof } from './proof.js';

/** All of it happened within one day: what was ordered and paid in all is what the day's limits are about. */
export async function holdBudgets(proof: Proof, ledger: Ledger, strategies: readonly Strategy[]): Promise<void> {
  const { strategy, terms, notional } = orders;
  const sent = await ledger.db.select({ strategy, terms, notional }).from(orders);
  const paid = await ledger.db.select({ account: attempts.account, cost: attempts.gasCost }).from(attempts);
  for (const { name, account, limits } of strategies) {
    const own = sent.filter((order) => order.strategy === name);
    const spent = paid.flatMap((one) =>
      one.cost !== null && one.account.toLowerCase() === account.toLowerCase() ? [weiToFloat(one.cost)] : [],
    );
    const traded = own.flatMap((order) => (order.terms.kind === 'trade' ? [order.notional] : []));
    const used: [string, number, number][] = [
      ['turnover of the day', sumOf(traded), limits.day.turnover],
      ['orders of the day', own.length, limits.day.orders],
      ['gas of the day', sumOf(spent), limits.day.gas],
      ['largest order', Math.max(0, ...own.map((order) => order.notional)), limits.order],
    ];
    for (const [what, value, limit] of used) {
      noteNear(proof, what, value / limit);
      if (!(value <= limit)) proof.violations.push(`${name}: ${what} is ${value}, and the file says at most ${limit}`);
    }
  }
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0);
