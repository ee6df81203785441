import type { Address } from 'viem';
import { getAddress } from 'viem';
import type { ClaimableAmount } from '../../model/order.js';
import { tokenAmount } from '../../model/units.js';
import type { Binding } from './binding.js';
import { symbolOf } from './binding.js';
import { collateralDecimals } from './math/prices.js';
import { instrumentIdOf } from './names.js';
import type { MarketProps } from './state.js';

/** Funding of one token in one market, owed or claimed, in our nouns. @param amount - Smallest units. */
export const claimableAmount = (
  binding: Pick<Binding, 'tokens'>,
  props: MarketProps,
  token: Address,
  amount: bigint,
): ClaimableAmount => ({
  instrument: instrumentIdOf(props.name),
  token: symbolOf(binding, token),
  address: getAddress(token),
  decimals: collateralDecimals(props, token),
  amount: tokenAmount(amount),
});
