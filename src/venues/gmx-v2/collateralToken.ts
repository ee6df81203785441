import type { Address } from 'viem';
import type { CollateralToken } from '../../model/marginAccount.js';
import { type Binding, symbolOf } from './binding.js';
import { priceToWad } from './convert.js';
import { collateralDecimals } from './math/prices.js';
import type { MarketProps, MinMax } from './state.js';

/** A token as collateral, at the price that GMX counts it with: the lower. */
export function collateralTokenOf(
  binding: Pick<Binding, 'tokens'>,
  props: MarketProps,
  address: Address,
  price: MinMax,
): CollateralToken {
  const decimals = collateralDecimals(props, address);
  return { symbol: symbolOf(binding, address), address, decimals, price: priceToWad(price.min, decimals, 'down') };
}
