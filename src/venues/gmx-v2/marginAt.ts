import type { Underlying } from '../../model/instrument.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import type { VenueReading } from '../../model/snapshot.js';
import { fromFloat, toFloat } from '../../model/units.js';
import { type MarginShift, VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import { usdToWad, wadToPrice } from './convert.js';
import type { GmxDetail } from './detail.js';
import { contextOf } from './detail.js';
import { accrualOf } from './math/accrual.js';
import { liquidationState } from './math/liquidation.js';
import { positionIdOf } from './positionId.js';
import { pricesAt } from './pricesAt.js';
import type { GmxPosition, MarketContext } from './state.js';

/** The position that is this margin account. @throws VenueRefusal when it is not held */
export function positionOf(binding: Binding, detail: GmxDetail, id: string): GmxPosition {
  const found = detail.positions.find(
    (position) => positionIdOf(binding, contextOf(detail, position.market).market.props, position) === id,
  );
  if (!found) throw new VenueRefusal(`${id} is not held`, { mend: 'it was closed, or never opened' });
  return found;
}

/**
 * USD, float64: what moves with `underlying` is at `price`, each spread as wide as it is now, and borrowing and funding have
 * accrued for some time more at the rates that hold there; nothing else has moved. No vol is in it.
 */
export function marginAt(
  binding: Binding,
  { detail }: VenueReading<GmxDetail>,
  account: MarginAccount,
  underlying: Underlying,
  price: number,
  { seconds = 0 }: MarginShift = {},
): { equity: number; maintenance: number } {
  const position = positionOf(binding, detail, account.id);
  const context = contextOf(detail, position.market);
  const prices = pricesAt(binding, context, underlying, (decimals) =>
    wadToPrice(fromFloat(price, 'down'), decimals, 'down'),
  );
  const there = { ...context, prices };
  const state = liquidationState(there, position, detail.discounts);
  const equity = toFloat(usdToWad(state.remainingCollateralUsd, 'down'));
  return {
    equity: seconds === 0 ? equity : equity - seconds * costPerSecond(there, position),
    maintenance: toFloat(usdToWad(state.requirementUsd, 'up')),
  };
}

/** USD, float64: what leaves the equity. Funding that is earned waits beside it. */
function costPerSecond(context: MarketContext, position: GmxPosition): number {
  const { borrowing, fundingPaid } = accrualOf(context, position);
  return Number(borrowing + fundingPaid) / 1e30;
}
