import type { Underlying } from '../../model/instrument.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import type { VenueReading } from '../../model/snapshot.js';
import { fromFloat, toFloat } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import { movesWith } from './binding.js';
import { usdToWad, wadToPrice } from './convert.js';
import { positionIdOf } from './describe.js';
import type { GmxDetail } from './detail.js';
import { contextOf } from './detail.js';
import { liquidationState } from './math/liquidation.js';
import { midPrice } from './math/prices.js';
import type { GmxPosition, MarketPrices, MinMax } from './state.js';

/** The position that is this margin account. @throws VenueRefusal when it is not held */
export function positionOf(binding: Binding, detail: GmxDetail, id: string): GmxPosition {
  const found = detail.positions.find(
    (position) => positionIdOf(binding, contextOf(detail, position.market).market.props, position) === id,
  );
  if (!found) throw new VenueRefusal(`${id} is not held`, { mend: 'it was closed, or never opened' });
  return found;
}

/** USD, float64: what moves with `underlying` is at `price`, each spread as wide as it is now; nothing else has moved. */
export function marginAt(
  binding: Binding,
  { detail }: VenueReading<GmxDetail>,
  account: MarginAccount,
  underlying: Underlying,
  price: number,
): { equity: number; maintenance: number } {
  const position = positionOf(binding, detail, account.id);
  const context = contextOf(detail, position.market);
  const { props } = context.market;
  const moves = movesWith(binding, props, underlying);
  const { index, long, short } = context.prices;
  // What follows the index keeps its distance to it; what does not is at the price itself.
  const follow = moves.index ? { to: at(price, props.indexTokenDecimals), from: midPrice(index) } : null;
  const own = (token: MinMax, decimals: number) => ({ to: at(price, decimals), from: midPrice(token) });
  const prices: MarketPrices = {
    index: moves.index ? scaled(index, own(index, props.indexTokenDecimals)) : index,
    long: moves.long ? scaled(long, follow ?? own(long, props.longTokenDecimals)) : long,
    short: moves.short ? scaled(short, follow ?? own(short, props.shortTokenDecimals)) : short,
  };
  const state = liquidationState({ ...context, prices }, position, detail.discounts);
  return {
    equity: toFloat(usdToWad(state.remainingCollateralUsd, 'down')),
    maintenance: toFloat(usdToWad(state.requirementUsd, 'up')),
  };
}

const at = (price: number, decimals: number): bigint => wadToPrice(fromFloat(price, 'down'), decimals, 'down');

const scaled = ({ min, max }: MinMax, { to, from }: { to: bigint; from: bigint }): MinMax => ({
  min: (min * to) / from,
  max: (max * to) / from,
});
