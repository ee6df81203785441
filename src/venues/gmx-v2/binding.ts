import type { Address } from 'viem';
import { isAddressEqual } from 'viem';
import type { Underlying } from '../../model/instrument.js';
import type { TokenDeclaration } from '../venue.js';
import { symbolIn, underlyingOf } from './names.js';
import type { OrderContracts } from './orders/request.js';
import type { Release } from './releases/release.js';
import type { MarketProps } from './state.js';

/** GMX V2 as one strategy watches it. */
export interface Binding {
  account: Address;
  release: Release;
  /** WETH among them: what ETH becomes on its way into GMX. */
  orderContracts: OrderContracts;
  tokens: Readonly<Record<string, TokenDeclaration>>;
}

export const symbolOf = ({ tokens }: Pick<Binding, 'tokens'>, token: Address): string => symbolIn(tokens, token);

/**
 * What a market's token moves with; null: nothing that ballast prices (a dollar). As declared, else it is the index if it
 * is the very same token.
 */
export function underlyingOfToken({ tokens }: Pick<Binding, 'tokens'>, props: MarketProps, token: Address) {
  const declared = Object.values(tokens).find(({ address }) => isAddressEqual(address, token));
  if (declared) return declared.underlying;
  return isAddressEqual(token, props.indexToken) ? underlyingOf(props.name) : null;
}

/** Of a market's three prices, those that move with an underlying. */
export const movesWith = (binding: Pick<Binding, 'tokens'>, props: MarketProps, underlying: Underlying) => ({
  index: underlyingOf(props.name) === underlying,
  long: underlyingOfToken(binding, props, props.longToken) === underlying,
  short: underlyingOfToken(binding, props, props.shortToken) === underlying,
});
