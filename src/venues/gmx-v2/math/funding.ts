import type { MarketContext, PerSide, PerToken } from '../state.js';
import { balanceOpenInterest, openInterest, poolDivisor, sideOf } from './balance.js';
import { elapsed } from './elapsed.js';
import { applyFactor, divAway, PER_SIZE_ONE } from './fixedPoint.js';
import { nextFundingFactor } from './fundingFactor.js';

export interface NextFunding {
  longsPayShorts: boolean;
  /** Share of the payers' open interest each second, 30 decimals. */
  fundingFactorPerSecond: bigint;
  /** What the contract will remember, signed: positive when longs pay. */
  nextSavedFundingFactorPerSecond: bigint;
  /**
   * What a touch now adds to FUNDING_FEE_AMOUNT_PER_SIZE, rounded up. Where both tokens are one, the contracts add their
   * delta once for each of the pair; this is both together, and Reader.getMarketInfo states the half.
   */
  fundingFeeAmountPerSizeDelta: PerSide<PerToken<bigint>>;
  /** What a touch now adds to CLAIMABLE_FUNDING_AMOUNT_PER_SIZE, rounded down. */
  claimableFundingAmountPerSizeDelta: PerSide<PerToken<bigint>>;
}

const nothing = (): PerSide<PerToken<bigint>> => ({
  long: { longToken: 0n, shortToken: 0n },
  short: { longToken: 0n, shortToken: 0n },
});

/** MarketUtils.getNextFundingAmountPerSize: what has accrued since the market was last touched. */
export function nextFunding(context: MarketContext): NextFunding {
  const { market, prices, now } = context;
  const seconds = elapsed(now, market.state.fundingUpdatedAt);
  const feeDelta = nothing();
  const claimableDelta = nothing();
  const sides = { long: openInterest(market, true), short: openInterest(market, false) };
  const result = { fundingFeeAmountPerSizeDelta: feeDelta, claimableFundingAmountPerSizeDelta: claimableDelta };
  if (sides.long === 0n || sides.short === 0n)
    return { longsPayShorts: false, fundingFactorPerSecond: 0n, nextSavedFundingFactorPerSecond: 0n, ...result };

  const factor = nextFundingFactor(market, balanceOpenInterest(context), seconds);
  const divisor = poolDivisor(market.props);
  const payers = sideOf(factor.longsPayShorts);
  const receivers = sideOf(!factor.longsPayShorts);
  const usd = applyFactor(sides[payers], seconds * factor.fundingFactorPerSecond) / divisor;
  for (const token of ['longToken', 'shortToken'] as const) {
    // Each collateral's payers pay in their collateral; all receivers share it.
    const payersInterest = market.state.openInterest[payers][token] / divisor;
    const part = (usd * payersInterest) / sides[payers];
    const price = (token === 'longToken' ? prices.long : prices.short).max;
    if (part === 0n || price === 0n) continue;
    feeDelta[payers][token] = divAway(divAway(part * PER_SIZE_ONE, payersInterest), price) * divisor;
    claimableDelta[receivers][token] = ((part * PER_SIZE_ONE) / sides[receivers] / price) * divisor;
  }
  return { ...factor, ...result };
}

export interface LatestFunding {
  feeAmountPerSize: PerSide<PerToken<bigint>>;
  claimableAmountPerSize: PerSide<PerToken<bigint>>;
}

const add = (a: PerSide<PerToken<bigint>>, b: PerSide<PerToken<bigint>>): PerSide<PerToken<bigint>> => ({
  long: { longToken: a.long.longToken + b.long.longToken, shortToken: a.long.shortToken + b.long.shortToken },
  short: { longToken: a.short.longToken + b.short.longToken, shortToken: a.short.shortToken + b.short.shortToken },
});

/** The stored amounts per size with what a touch now would add. */
export function latestFunding(context: MarketContext, next: NextFunding = nextFunding(context)): LatestFunding {
  const { fundingFeeAmountPerSize, claimableFundingAmountPerSize } = context.market.state;
  return {
    feeAmountPerSize: add(fundingFeeAmountPerSize, next.fundingFeeAmountPerSizeDelta),
    claimableAmountPerSize: add(claimableFundingAmountPerSize, next.claimableFundingAmountPerSizeDelta),
  };
}

/** Tokens owed for the growth of an amount per size: rounded up, against the payer. */
export const fundingOwed = (sizeInUsd: bigint, latest: bigint, paid: bigint): bigint =>
  divAway(sizeInUsd * (latest - paid), PER_SIZE_ONE);

/** Tokens to be claimed for the growth of an amount per size: rounded down. */
export const fundingEarned = (sizeInUsd: bigint, latest: bigint, credited: bigint): bigint =>
  (sizeInUsd * (latest - credited)) / PER_SIZE_ONE;
