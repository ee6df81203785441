import type { Discounts, GmxPosition, MarketContext } from '../state.js';
import { least, most } from './fixedPoint.js';
import { liquidationState } from './liquidation.js';
import { atIndexPrice } from './otherPrices.js';
import { closingPrice, collateralPrice, midPrice } from './prices.js';

export interface LiquidationPrice {
  /** The last index price, USD (30 decimals) per smallest unit, at which the position can be liquidated. */
  price: bigint;
  /** One unit towards safety: the first at which it cannot. */
  firstSafePrice: bigint;
  liquidatableWhen: 'atOrBelow' | 'atOrAbove';
}

/** How far beyond the present price to look, as a power of two. */
const FARTHEST = 24n;
/** The first step of the search, as a part of the start. */
const FIRST_STEP = 20_000n;

/**
 * A start for the search: the price at which a straight line through what would remain meets the requirement. Exact
 * but for what bends that line (fees rounded to token units, capped profits, impact that depends on the price).
 */
function estimate(context: MarketContext, position: GmxPosition, discounts: Discounts): bigint {
  const here = closingPrice(context.prices, position.isLong);
  const { remainingCollateralUsd, requirementUsd } = liquidationState(context, position, discounts);
  const surplus = remainingCollateralUsd - requirementUsd;
  const collateralThere = collateralPrice(atIndexPrice(context, here * 2n), position.collateralToken).min;
  // Collateral tokens that move with the index count as so many index tokens more.
  const following =
    collateralThere > (collateralPrice(context, position.collateralToken).min * 3n) / 2n
      ? position.collateralAmount
      : 0n;
  const slope = following + (position.isLong ? position.sizeInTokens : -position.sizeInTokens);
  return slope === 0n ? here : most(1n, here - surplus / slope);
}

/** The boundary between a liquidatable and a safe price, by halving. */
function boundary(isLiquidatable: (price: bigint) => boolean, liquidatable: bigint, safe: bigint) {
  let [bad, good] = [liquidatable, safe];
  while (good - bad > 1n || bad - good > 1n) {
    const middle = (bad + good) / 2n;
    if (isLiquidatable(middle)) bad = middle;
    else good = middle;
  }
  return { price: bad, firstSafePrice: good };
}

/**
 * Where GMX would liquidate the position if the index moved now: found by halving the exact test, to one unit. Index
 * prices there have no spread; tokens that follow the index move with it. Null when no price does it: more collateral
 * than risk.
 *
 * There can be more than one such price, and this is the one nearest to where losses would bring it: a capped profit
 * makes positions liquidatable again far on the winning side, and beside the boundary a collateral of few decimals
 * makes the test a sawtooth (fees are floored to whole units) within some 3e-6.
 */
export function liquidationPrice(
  context: MarketContext,
  position: GmxPosition,
  discounts: Discounts,
): LiquidationPrice | null {
  const { isLong } = position;
  if (position.sizeInUsd === 0n || position.sizeInTokens === 0n) return null;
  const isLiquidatable = (price: bigint): boolean =>
    liquidationState(atIndexPrice(context, price), position, discounts).reason !== null;
  const start = estimate(context, position, discounts);
  const highest = most(midPrice(context.prices.index), start) << FARTHEST;
  const startIsBad = isLiquidatable(start);
  // A long is safe above, a short below.
  const goesUp = startIsBad === isLong;
  let near = start;
  for (let step = start / FIRST_STEP + 1n; ; step *= 2n) {
    const far = goesUp ? least(near + step, highest) : most(near - step, 1n);
    if (far === near) return null;
    if (isLiquidatable(far) !== startIsBad) {
      const found = startIsBad ? boundary(isLiquidatable, near, far) : boundary(isLiquidatable, far, near);
      return { ...found, liquidatableWhen: isLong ? 'atOrBelow' : 'atOrAbove' };
    }
    near = far;
  }
}
