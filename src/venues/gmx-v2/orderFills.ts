import type { Address } from 'viem';
import { getAddress } from 'viem';
import type { Fill, OrderTerms } from '../../model/order.js';
import { tokenAmount, wad } from '../../model/units.js';
import type { Binding } from './binding.js';
import { symbolOf } from './binding.js';
import { priceToWad, tokensToQuantity, usdToWad } from './convert.js';
import type { OrderFees } from './events/orderFees.js';
import type { OrderFill } from './events/orderFill.js';
import type { KnownLife } from './knownLife.js';
import { collateralDecimals } from './math/prices.js';
import { instrumentIdOf, underlyingOf } from './names.js';
import { positionIdOf } from './positionId.js';
import type { KnownMarkets } from './read/accountState.js';
import type { MarketProps } from './state.js';

/**
 * What an executed order did. Empty when its fill was not among the logs, or its market is not known.
 * @param terms What it was asked for, where we know.
 */
export function orderFills(binding: Binding, known: KnownMarkets, life: KnownLife, terms?: OrderTerms): Fill[] {
  const { fill } = life;
  const props = fill && marketOf(known, fill.market);
  if (!fill || !props) return [];
  if (fill.sizeDeltaUsd === 0n) return [collateralFill(binding, props, fill, movedBy(fill, life, terms))];
  return [tradeFill(props, fill, life.fees ?? life.feesDue, life.realised?.netUsd)];
}

export const marketOf = ({ markets }: KnownMarkets, market: Address): MarketProps | undefined =>
  markets[getAddress(market)]?.props;

/** A decrease sells what a long has, and buys back what a short owes. */
export function tradeFill(props: MarketProps, fill: OrderFill, fees: OrderFees | null, netUsd?: bigint): Fill {
  const feesUsd = (amount: bigint) => usdToWad(amount * (fees?.collateralTokenPriceMin ?? 0n), 'up');
  const impactUsd = fill.kind === 'increase' ? fill.pendingPriceImpactUsd : fill.totalImpactUsd;
  return {
    kind: 'trade',
    instrument: instrumentIdOf(props.name),
    underlying: underlyingOf(props.name),
    side: (fill.kind === 'increase') === fill.isLong ? 'Buy' : 'Sell',
    quantity: tokensToQuantity(fill.sizeDeltaInTokens, props.indexTokenDecimals),
    price: priceToWad(fill.executionPrice, props.indexTokenDecimals, 'down'),
    fee: fees
      ? feesUsd(fees.positionFeeAmount - fees.discountAmount + fees.uiFeeAmount + fees.liquidationFeeAmount)
      : wad(0n),
    priceImpact: usdToWad(impactUsd, impactUsd < 0n ? 'up' : 'down'),
    // As what the account gained: paid is negative.
    ...(fees
      ? { funding: wad(-feesUsd(fees.fundingFeeAmount)), borrowing: wad(-usdToWad(fees.borrowingFeeUsd, 'up')) }
      : {}),
    ...(netUsd === undefined ? {} : { realizedPnl: usdToWad(netUsd, netUsd < 0n ? 'up' : 'down') }),
  };
}

/**
 * What went between the wallet and the position, smallest units: a deposit counts as what was sent, a withdrawal as what was
 * paid out. Costs that either made due are a matter of the position.
 */
function movedBy(fill: OrderFill, { order, isWhole }: KnownLife, terms: OrderTerms | undefined): bigint {
  if (isWhole) return order.initialCollateralDeltaAmount;
  if (terms?.kind === 'addCollateral' || terms?.kind === 'removeCollateral') return terms.amount;
  return fill.collateralDeltaAmount < 0n ? -fill.collateralDeltaAmount : fill.collateralDeltaAmount;
}

function collateralFill(binding: Binding, props: MarketProps, fill: OrderFill, moved: bigint): Fill {
  const { collateralToken, isLong } = fill;
  const decimals = collateralDecimals(props, collateralToken);
  return {
    kind: fill.kind === 'increase' ? 'addCollateral' : 'removeCollateral',
    marginAccount: positionIdOf(binding, props, { isLong, collateralToken }),
    token: symbolOf(binding, collateralToken),
    decimals,
    amount: tokenAmount(moved),
  };
}
