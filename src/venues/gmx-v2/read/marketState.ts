import type { Address, Hex } from 'viem';
import { zeroHash } from 'viem';
import type { View } from '../../view.js';
import { together } from '../../view.js';
import {
  claimableFundingAmountPerSizeKey,
  cumulativeBorrowingFactorKey,
  cumulativeBorrowingFactorUpdatedAtKey,
  fundingFeeAmountPerSizeKey,
  fundingUpdatedAtKey,
  lentPositionImpactPoolAmountKey,
  openInterestInTokensKey,
  openInterestKey,
  poolAmountKey,
  positionImpactPoolAmountKey,
  savedFundingFactorPerSecondKey,
  virtualInventoryForPositionsInTokensKey,
  virtualInventoryForPositionsKey,
} from '../keys.js';
import type { MarketProps, MarketState, PerSide, PerToken } from '../state.js';
import type { DataStore } from './dataStore.js';

export type StoredMarketState = Omit<MarketState, keyof VirtualInventory>;
export type VirtualInventory = Pick<
  MarketState,
  'hasVirtualInventory' | 'virtualInventoryForPositions' | 'virtualInventoryForPositionsInTokens'
>;

/** What trading moves, as stored: of a market whose two tokens are one, both hold the same, whole value. */
export function marketStateView(store: DataStore, props: MarketProps): View<StoredMarketState> {
  const { marketToken: market, longToken, shortToken, name } = props;
  const side = (what: string, key: (market: Address, isLong: boolean) => Hex) =>
    store.perSide(`${what} of ${name}`, (isLong) => key(market, isLong));
  const sideAndToken = (
    what: string,
    key: (market: Address, token: Address, isLong: boolean) => Hex,
  ): View<PerSide<PerToken<bigint>>> => {
    const of = (isLong: boolean) =>
      together({
        longToken: store.uint(`${what} of ${name}`, key(market, longToken, isLong)),
        shortToken: store.uint(`${what} of ${name}`, key(market, shortToken, isLong)),
      });
    return together({ long: of(true), short: of(false) });
  };
  return together({
    openInterest: sideAndToken('openInterest', openInterestKey),
    openInterestInTokens: sideAndToken('openInterestInTokens', openInterestInTokensKey),
    fundingFeeAmountPerSize: sideAndToken('fundingFeeAmountPerSize', fundingFeeAmountPerSizeKey),
    claimableFundingAmountPerSize: sideAndToken('claimableFundingAmountPerSize', claimableFundingAmountPerSizeKey),
    poolAmount: together({
      longToken: store.uint(`poolAmount of ${name}`, poolAmountKey(market, longToken)),
      shortToken: store.uint(`poolAmount of ${name}`, poolAmountKey(market, shortToken)),
    }),
    positionImpactPoolAmount: store.uint(`positionImpactPoolAmount of ${name}`, positionImpactPoolAmountKey(market)),
    lentPositionImpactPoolAmount: store.uint(
      `lentPositionImpactPoolAmount of ${name}`,
      lentPositionImpactPoolAmountKey(market),
    ),
    cumulativeBorrowingFactor: side('cumulativeBorrowingFactor', cumulativeBorrowingFactorKey),
    cumulativeBorrowingFactorUpdatedAt: side(
      'cumulativeBorrowingFactorUpdatedAt',
      cumulativeBorrowingFactorUpdatedAtKey,
    ),
    savedFundingFactorPerSecond: store.int(
      `savedFundingFactorPerSecond of ${name}`,
      savedFundingFactorPerSecondKey(market),
    ),
    fundingUpdatedAt: store.uint(`fundingUpdatedAt of ${name}`, fundingUpdatedAtKey(market)),
  });
}

const nothing: View<VirtualInventory> = {
  calls: [],
  decode: () => ({
    hasVirtualInventory: false,
    virtualInventoryForPositions: 0n,
    virtualInventoryForPositionsInTokens: 0n,
  }),
};

/** What all markets of one virtual token are skewed by together. */
export function virtualInventoryView(store: DataStore, virtualTokenId: Hex): View<VirtualInventory> {
  if (virtualTokenId === zeroHash) return nothing;
  const asked = together({
    usd: store.int('virtualInventoryForPositions', virtualInventoryForPositionsKey(virtualTokenId)),
    tokens: store.int('virtualInventoryForPositionsInTokens', virtualInventoryForPositionsInTokensKey(virtualTokenId)),
  });
  return {
    calls: asked.calls,
    decode(results) {
      const { usd, tokens } = asked.decode(results);
      return {
        hasVirtualInventory: true,
        virtualInventoryForPositions: usd,
        virtualInventoryForPositionsInTokens: tokens,
      };
    },
  };
}
