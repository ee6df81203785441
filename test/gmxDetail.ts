import type { Address } from 'viem';
import { getAddress } from 'viem';
import { wei } from '../src/model/units.js';
import type { Binding } from '../src/venues/gmx-v2/binding.js';
import type { GmxDetail } from '../src/venues/gmx-v2/detail.js';
import { releases } from '../src/venues/gmx-v2/releases/releases.js';
import type { GmxPosition, MarketContext } from '../src/venues/gmx-v2/state.js';
import { noDiscounts } from '../src/venues/gmx-v2/state.js';

/** An account in one market, without a chain: it holds these positions, and of either collateral token as much as told. */
export function gmxDetailOf(
  context: MarketContext,
  positions: readonly GmxPosition[],
  balance = 10n ** 30n,
): GmxDetail {
  const { props } = context.market;
  const market = getAddress(props.marketToken);
  const decimals = new Map<Address, number>([
    [getAddress(props.longToken), props.longTokenDecimals],
    [getAddress(props.shortToken), props.shortTokenDecimals],
  ]);
  return {
    account: accountOf(positions),
    positions,
    orders: [],
    markets: { [market]: context.market },
    globals: context.globals,
    gas: {
      estimatedGasFeeBaseAmount: 600_000n,
      estimatedGasFeePerOraclePrice: 250_000n,
      estimatedGasFeeMultiplierFactor: 10n ** 30n,
      increaseOrderGasLimit: 3_000_000n,
      decreaseOrderGasLimit: 3_000_000n,
      swapOrderGasLimit: 2_500_000n,
      singleSwapGasLimit: 1_000_000n,
      maxCallbackGasLimit: 4_000_000n,
    },
    requestExpirationTime: 300n,
    wallet: [...decimals].map(([token, decimals]) => ({ token, decimals, balance, allowance: 0n })),
    claimableFunding: [],
    feeds: {},
    sequencer: null,
    problems: [],
    stated: {},
    discounts: noDiscounts,
    now: context.now,
    baseFee: wei(10n ** 8n),
    prices: { [market]: { prices: context.prices, doubt: null } },
  };
}

/** Whoever holds the positions, with none of their tokens declared. */
export function gmxBindingOf(positions: readonly GmxPosition[]): Binding {
  const release = releases['v2.2b'];
  const { exchangeRouter, orderVault } = release.contracts;
  const wrappedNative: Address = '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1';
  return {
    account: accountOf(positions),
    release,
    tokens: {},
    orderContracts: { exchangeRouter, orderVault, wrappedNative },
  };
}

const accountOf = ([first]: readonly GmxPosition[]): Address =>
  first?.account ?? '0x00000000000000000000000000000000000000A1';
