import type { GmxMarket, PerSide } from '../state.js';
import { applyFactor, boundMagnitude, difference, least, magnitude, toFactor } from './fixedPoint.js';
import { applyExponentFactor } from './pow.js';

export interface FundingFactor {
  longsPayShorts: boolean;
  fundingFactorPerSecond: bigint;
  nextSavedFundingFactorPerSecond: bigint;
}

/** The saved factor drifts with the imbalance: it grows while that is large, shrinks while it is small. */
function drifted({ params, state }: GmxMarket, balance: PerSide<bigint>, skew: bigint, seconds: bigint): bigint {
  const saved = state.savedFundingFactorPerSecond;
  const { long, short } = balance;
  const sameDirection = (saved > 0n && long > short) || (saved < 0n && short > long);
  if (!sameDirection || skew > params.thresholdForStableFunding) {
    const growth = applyFactor(skew, params.fundingIncreaseFactorPerSecond) * seconds;
    return long < short ? saved - growth : saved + growth;
  }
  if (skew >= params.thresholdForDecreaseFunding) return saved;
  const shrinkage = params.fundingDecreaseFactorPerSecond * seconds;
  const sign = saved < 0n ? -1n : 1n;
  // Not to zero: the sign remembers the direction.
  return magnitude(saved) <= shrinkage ? sign : sign * (magnitude(saved) - shrinkage);
}

/** MarketUtils.getNextFundingFactorPerSecond, for two sides that are not both empty. */
export function nextFundingFactor(market: GmxMarket, balance: PerSide<bigint>, seconds: bigint): FundingFactor {
  const { params } = market;
  const imbalance = difference(balance.long, balance.short);
  const total = balance.long + balance.short;
  if (params.fundingIncreaseFactorPerSecond === 0n && imbalance === 0n)
    return { longsPayShorts: true, fundingFactorPerSecond: 0n, nextSavedFundingFactorPerSecond: 0n };
  const skew = total === 0n ? 0n : toFactor(applyExponentFactor(imbalance, params.fundingExponentFactor), total);
  if (params.fundingIncreaseFactorPerSecond === 0n)
    return {
      longsPayShorts: balance.long > balance.short,
      fundingFactorPerSecond: least(applyFactor(skew, params.fundingFactor), params.maxFundingFactorPerSecond),
      nextSavedFundingFactorPerSecond: 0n,
    };
  const next = boundMagnitude(drifted(market, balance, skew, seconds), 0n, params.maxFundingFactorPerSecond);
  const bounded = boundMagnitude(next, params.minFundingFactorPerSecond, params.maxFundingFactorPerSecond);
  return {
    longsPayShorts: bounded > 0n,
    fundingFactorPerSecond: magnitude(bounded),
    nextSavedFundingFactorPerSecond: next,
  };
}
