import type { GmxPosition, MarketContext } from '../state.js';
import { openInterest, openInterestInTokens, poolUsd, sideOf } from './balance.js';
import { applyFactor, divAway, mulDiv } from './fixedPoint.js';
import { closingPrice } from './prices.js';

export interface PositionPnl {
  /** USD, 30 decimals, for the part that is closed, after the cap on what the pool pays all traders of a side. */
  pnlUsd: bigint;
  uncappedPnlUsd: bigint;
  /** Index tokens of the part that is closed. */
  sizeDeltaInTokens: bigint;
}

/** Profit of all positions of a side, at the price that is best for them (MarketUtils.getPnl, maximised). */
function sideProfit({ market, prices }: MarketContext, isLong: boolean): bigint {
  const usd = openInterest(market, isLong);
  const tokens = openInterestInTokens(market, isLong);
  if (usd === 0n || tokens === 0n) return 0n;
  return isLong ? tokens * prices.index.max - usd : usd - tokens * prices.index.min;
}

function cap(context: MarketContext, isLong: boolean, pnl: bigint): bigint {
  if (pnl <= 0n) return pnl;
  const profit = sideProfit(context, isLong);
  const payable = applyFactor(poolUsd(context, isLong), context.market.params.maxPnlFactorForTraders[sideOf(isLong)]);
  return profit > payable && payable > 0n ? mulDiv(pnl, payable, profit) : pnl;
}

/** Index tokens of a part of a position: a long gives up a fraction more, a short a fraction less. */
export function tokensOfPart(position: GmxPosition, sizeDeltaUsd: bigint): bigint {
  if (sizeDeltaUsd >= position.sizeInUsd) return position.sizeInTokens;
  const exact = position.sizeInTokens * sizeDeltaUsd;
  return position.isLong ? divAway(exact, position.sizeInUsd) : exact / position.sizeInUsd;
}

/** PositionUtils.getPositionPnlUsd: profit of closing `sizeDeltaUsd` (by default all) at the closing price. */
export function positionPnl(
  context: MarketContext,
  position: GmxPosition,
  sizeDeltaUsd: bigint = position.sizeInUsd,
): PositionPnl {
  const { isLong, sizeInTokens, sizeInUsd } = position;
  const sizeDeltaInTokens = tokensOfPart(position, sizeDeltaUsd);
  if (sizeInTokens === 0n) return { pnlUsd: 0n, uncappedPnlUsd: 0n, sizeDeltaInTokens };
  const worth = sizeInTokens * closingPrice(context.prices, isLong);
  const total = isLong ? worth - sizeInUsd : sizeInUsd - worth;
  return {
    pnlUsd: mulDiv(cap(context, isLong, total), sizeDeltaInTokens, sizeInTokens),
    uncappedPnlUsd: mulDiv(total, sizeDeltaInTokens, sizeInTokens),
    sizeDeltaInTokens,
  };
}
