import type { TradePlan } from './tradePlan.js';

/**
 * Gas of a trade and of each approval before it: measured on the real contracts, and held to them by a test. The first trade of a
 * strike writes what later ones only change, and costs some more. Each in a second of its own: a second trade of one and the same
 * second is cheaper by a fifth, as Lyra's averages write once a second.
 */
const gas = { opens: 1_310_000n, changes: 930_000n, closes: 840_000n, approval: 36_000n } as const;

export function tradeGas({ resolved, amount, pays }: Pick<TradePlan, 'resolved' | 'amount' | 'pays'>): bigint {
  const { option, opening, market } = resolved;
  const lacking = (['quote', 'base'] as const).filter((kind) => pays[kind] > market.wallet[kind].allowance);
  const trade = option === null ? gas.opens : !opening && amount === option.amount ? gas.closes : gas.changes;
  return trade + BigInt(lacking.length) * gas.approval;
}
