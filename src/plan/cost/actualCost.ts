import type { CostBasis, CostParts } from '../../model/cost.js';
import type { AttemptState, Fill } from '../../model/order.js';
import { toFloat, type Wei } from '../../model/units.js';
import type { VenueOrderLife } from '../../model/venueOrder.js';
import { usdOfGas } from './costOf.js';

/** What became of an order, as the ledger has it. */
export interface Happened {
  fills: readonly Fill[];
  /** Every transaction that was sent for it, the failed ones too. */
  attempts: readonly { state: AttemptState; gasCost: Wei | null }[];
  /** What waited at its venue. */
  venueOrders: readonly Pick<VenueOrderLife, 'status' | 'keeperPaid'>[];
}

/**
 * What an order has cost, by the prices that it was foretold with: fills against the mark of the decision (the arrival price), so
 * that what the market did in between is part of the impact; gas and keepers at the gas token's price of then. What holding it
 * costs is not known when it is done: `carry` is NaN, and `total` is of the others.
 */
export function actualCost({ fills, attempts, venueOrders }: Happened, basis: CostBasis): CostParts {
  const trades = fills.flatMap((fill) => (fill.kind === 'trade' ? [fill] : []));
  const fee = sum(trades.map((fill) => toFloat(fill.fee)));
  const mark = basis.mark ?? Number.NaN;
  const impact = sum(
    trades.map(({ side, price, quantity }) => (side === 'Buy' ? 1 : -1) * (toFloat(price) - mark) * toFloat(quantity)),
  );
  const gas = sum(attempts.map(gasOf(basis.gasToken)));
  const keeper = sum(
    venueOrders.map(({ status, keeperPaid }) =>
      status === 'New' || status === 'Suspended' ? Number.NaN : usdOfGas(keeperPaid, basis.gasToken),
    ),
  );
  return { fee, impact, carry: Number.NaN, gas, keeper, total: fee + impact + gas + keeper };
}

const gasOf =
  (gasTokenUsd: number) =>
  ({ state, gasCost }: Happened['attempts'][number]): number => {
    if (gasCost !== null) return usdOfGas(gasCost, gasTokenUsd);
    return neverMined.includes(state) ? 0 : Number.NaN;
  };

const neverMined: readonly AttemptState[] = ['Dropped', 'Replaced'];

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
