import type { MarketContext, MarketParams, PerSide } from '../state.js';
import { balanceOpenInterest } from './balance.js';
import { applyFactor, difference, least, magnitude, most } from './fixedPoint.js';
import { applyExponentFactor } from './pow.js';
import { midPrice } from './prices.js';

/** A change of one side's open interest: USD (30 decimals) and index tokens, both signed, negative when closing. */
export interface OpenInterestChange {
  isLong: boolean;
  usd: bigint;
  tokens: bigint;
}

export interface PriceImpact {
  /** USD, 30 decimals; negative is a cost to the trader. */
  usd: bigint;
  /** Selects the fee factor. */
  balanceWasImproved: boolean;
}

/** What an imbalance weighs: floor(imbalance^exponent × factor). */
const weigh = (imbalance: bigint, factor: bigint, exponent: bigint): bigint =>
  applyFactor(applyExponentFactor(imbalance, exponent), factor);

/** Improving may never earn more than worsening costs: factor and exponent alike. */
function impactFactors({ positionImpactFactor, positionImpactExponentFactor }: MarketParams) {
  const { positive, negative } = positionImpactFactor;
  const exponents = positionImpactExponentFactor;
  return {
    improving: [least(positive, negative), least(exponents.positive, exponents.negative)] as const,
    worsening: [negative, exponents.negative] as const,
  };
}

function impactOf(params: MarketParams, balance: PerSide<bigint>, isLong: boolean, delta: bigint): PriceImpact {
  const { improving, worsening } = impactFactors(params);
  const long = isLong ? most(0n, balance.long + delta) : balance.long;
  const short = isLong ? balance.short : most(0n, balance.short + delta);
  const before = difference(balance.long, balance.short);
  const after = difference(long, short);
  const balanceWasImproved = after < before;
  if (balance.long <= balance.short !== long <= short)
    return { usd: weigh(before, ...improving) - weigh(after, ...worsening), balanceWasImproved };
  const factors = balanceWasImproved ? improving : worsening;
  const value = difference(weigh(before, ...factors), weigh(after, ...factors));
  return { usd: balanceWasImproved ? value : -value, balanceWasImproved };
}

/** The virtual inventory, shared by all markets of an index token, as if it were open interest. */
function virtualBalance({ market, prices, globals }: MarketContext, delta: bigint): PerSide<bigint> {
  const { state } = market;
  const inventory = globals.useOpenInterestInTokensForBalance
    ? state.virtualInventoryForPositionsInTokens * midPrice(prices.index)
    : state.virtualInventoryForPositions;
  // Positive: the pools hold virtual tokens, that is, shorts prevail. A decrease must find enough to decrease.
  const lift = delta < 0n ? -delta : 0n;
  return inventory > 0n ? { long: lift, short: inventory + lift } : { long: magnitude(inventory) + lift, short: lift };
}

/**
 * PositionPricingUtils.getPriceImpactUsd: what moving the market's balance earns or costs, uncapped. A cost is the
 * larger of the market's own and of the virtual inventory's, whose verdict on the balance then counts too.
 */
export function priceImpact(context: MarketContext, change: OpenInterestChange): PriceImpact {
  const { market, prices, globals } = context;
  const delta = globals.useOpenInterestInTokensForBalance ? change.tokens * midPrice(prices.index) : change.usd;
  const own = impactOf(market.params, balanceOpenInterest(context), change.isLong, delta);
  if (own.usd >= 0n || !market.state.hasVirtualInventory) return own;
  const virtual = impactOf(market.params, virtualBalance(context, delta), change.isLong, delta);
  return virtual.usd < own.usd ? virtual : own;
}
