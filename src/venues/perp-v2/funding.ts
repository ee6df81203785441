import { toFloat, wad } from '../../model/units.js';
import { least, most, mulRatio } from './fixedPoint.js';
import { sizeOf } from './margin.js';
import { poolPrice } from './pool.js';
import type { MarketState } from './state.js';

const secondsPerDay = 86_400;

/**
 * Exchange._getDeltaTwapX96: what a unit pays in a day (Funding._DEFAULT_FUNDING_PERIOD) while the averages stay as they are,
 * USD with 18 decimals; positive, longs pay. The contract reckons in binary fractions: the last digit may differ.
 * @param maxFundingRate of 1 000 000 of the oracle's price, a day
 */
export function fundingPerDay(twaps: { sqrtMarketX96: bigint; index: bigint }, maxFundingRate: number): bigint {
  const cap = mulRatio(twaps.index, maxFundingRate);
  return most(least(poolPrice(twaps.sqrtMarketX96) - twaps.index, cap), -cap);
}

/** USD, float64, that a position is paid in so many seconds at the rate of the block; NaN where that is not known. */
export function fundingOver(market: MarketState, seconds: number): number {
  const size = sizeOf(market);
  if (size === 0n || seconds === 0 || market.fundingPerDay === 0n) return 0;
  if (market.fundingPerDay === null) return Number.NaN;
  return (toFloat(wad(-size)) * toFloat(wad(market.fundingPerDay)) * seconds) / secondsPerDay;
}
