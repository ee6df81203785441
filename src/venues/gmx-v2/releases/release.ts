import type { Address, Hex } from 'viem';
import { getAddress, isAddressEqual } from 'viem';
import { BallastError } from '../../../model/error.js';
import type { View } from '../../view.js';
import type { StatedPosition } from '../read/accountState.js';
import type { GmxOrder, GmxPosition, MarketPrices } from '../state.js';

/** The contracts that the adapter reads, sends to and listens to. */
export interface GmxContracts {
  exchangeRouter: Address;
  reader: Address;
  orderHandler: Address;
  dataStore: Address;
  eventEmitter: Address;
  /** Pulls collateral: who is approved. */
  router: Address;
  orderVault: Address;
  roleStore: Address;
  referralStorage: Address;
}

export type ReleaseName = 'v2.2b' | 'v2.2c';

/** Market.Props. */
export interface MarketTokens {
  marketToken: Address;
  indexToken: Address;
  longToken: Address;
  shortToken: Address;
}

/** PositionUtils.IsPositionLiquidatableInfo: USD, 30 decimals. */
export interface LiquidationTest {
  remainingCollateralUsd: bigint;
  minCollateralUsd: bigint;
  minCollateralUsdForLeverage: bigint;
}

/**
 * What is asked of a release's Reader. The shape of the answers differs from release to release; what they mean does
 * not, so the ABI stays inside and cannot meet another release's Reader.
 */
export interface ReleaseReader {
  markets(contracts: GmxContracts, start: bigint, end: bigint): View<MarketTokens[]>;
  accountPositions(contracts: GmxContracts, account: Address, start: bigint, end: bigint): View<GmxPosition[]>;
  accountOrders(contracts: GmxContracts, account: Address, start: bigint, end: bigint): View<GmxOrder[]>;
  /** null when no such order stands. */
  order(contracts: GmxContracts, key: Hex): View<GmxOrder | null>;
  /** Of a full close. Reverts when there is no such position. */
  positionInfo(contracts: GmxContracts, key: Hex, prices: MarketPrices): View<StatedPosition>;
  /** Without what is pending since the market was last touched. Reverts when there is no such position. */
  liquidationTest(contracts: GmxContracts, key: Hex, market: MarketTokens, prices: MarketPrices): View<LiquidationTest>;
}

/** One deployment of GMX V2: addresses and ABIs, pinned as one unit. */
export interface Release {
  name: ReleaseName;
  chainId: number;
  contracts: GmxContracts;
  multicall3: Address;
  /** Chainlink's L2 sequencer uptime feed; null on a chain without one. */
  sequencerFeed: Address | null;
  reader: ReleaseReader;
}

/** What an operator of a local chain may state otherwise. */
export interface ReleaseOverrides {
  chainId?: number;
  contracts?: Partial<GmxContracts>;
  multicall3?: Address;
  sequencerFeed?: Address | null;
}

/**
 * The same ABIs at other addresses. On another chain than the pinned one there is no sequencer feed unless it is named.
 * @throws BallastError when an address belongs to another of the `others`: its answers would be misread.
 */
export function overrideRelease(
  release: Release,
  overrides: ReleaseOverrides,
  others: readonly Release[] = [],
): Release {
  const { chainId = release.chainId, multicall3 = release.multicall3 } = overrides;
  const stated = Object.entries(overrides.contracts ?? {}).flatMap(([name, address]) =>
    address ? [[name, getAddress(address)]] : [],
  );
  const contracts: GmxContracts = { ...release.contracts, ...Object.fromEntries(stated) };
  for (const other of others) {
    if (other.name === release.name) continue;
    for (const name of ['reader', 'exchangeRouter', 'orderHandler'] as const) {
      if (isAddressEqual(contracts[name], other.contracts[name])) throw mixed(name, contracts[name], release, other);
    }
  }
  const pinned = chainId === release.chainId ? release.sequencerFeed : null;
  const sequencerFeed = overrides.sequencerFeed === undefined ? pinned : overrides.sequencerFeed;
  return { ...release, chainId, contracts, multicall3, sequencerFeed };
}

const mixed = (name: string, address: Address, release: Release, other: Release) =>
  new BallastError(`gmx-v2 ${release.name} is given the ${name} of ${other.name}`, {
    facts: [`${name} ${address}`, 'the two answer in different shapes'],
    mend: `set release: ${other.name}, or leave ${name} out of contracts:`,
  });
