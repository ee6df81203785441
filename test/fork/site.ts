import type { Address, Hex } from 'viem';
import type { LabChain } from '../../src/lab/chain.js';
import type { LabPrices } from '../../src/lab/gmx/prices.js';
import type { GmxDeployment } from '../../src/venues/gmx-v2/deployment.js';
import type { GmxContracts } from '../../src/venues/gmx-v2/releases/release.js';

/** A chain of our own with a GMX V2 on it that we may play the keeper of. */
export interface ForkSite {
  chain: LabChain;
  chainId: number;
  url: string;
  wsUrl: string;
  multicall3: Address;
  contracts: GmxContracts;
  /** As ballast.yaml declares it, but for the prices. */
  declaration: Pick<GmxDeployment, 'release' | 'markets'> & { local?: GmxDeployment['local'] };
  tokens: { WETH: Address; USDC: Address };
  /** Has the role ORDER_KEEPER, and is unlocked. */
  keeper: Address;
  /** USD per ETH where the market stands. */
  startPrice: number;
  /** What `executeOrder` takes for oracle prices, at a timestamp. */
  oracleParams(prices: LabPrices, timestamp: bigint): OracleParams;
  /** All feeds that GMX compares with, at a price and a time. */
  answerFeeds(price: number, at: bigint): Promise<void>;
  /** USDC, base units. */
  giveUsdc(account: Address, amount: bigint): Promise<void>;
  stop(): Promise<void>;
}

export interface OracleParams {
  tokens: readonly Address[];
  providers: readonly Address[];
  data: readonly Hex[];
}
