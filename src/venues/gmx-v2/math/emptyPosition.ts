import type { GmxPosition } from '../state.js';

/** A position that does not exist yet: what the first increase adds to. */
export const emptyPosition = (
  identity: Pick<GmxPosition, 'key' | 'account' | 'market' | 'collateralToken' | 'isLong'>,
): GmxPosition => ({
  ...identity,
  sizeInUsd: 0n,
  sizeInTokens: 0n,
  collateralAmount: 0n,
  pendingImpactAmount: 0n,
  borrowingFactor: 0n,
  fundingFeeAmountPerSize: 0n,
  longTokenClaimableFundingAmountPerSize: 0n,
  shortTokenClaimableFundingAmountPerSize: 0n,
  increasedAtTime: 0n,
  decreasedAtTime: 0n,
});
