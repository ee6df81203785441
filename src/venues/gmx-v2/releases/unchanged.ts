import readerAbi from '@gmx-io/sdk/abis/SyntheticsReader';
import type { Address } from 'viem';
import { view } from '../../view.js';
import { fragments } from './fragments.js';
import { gmxPosition, marketPricesArgument } from './readerAnswers.js';
import type { GmxContracts, ReleaseReader } from './release.js';

/** Arbitrum One, where both releases run. */
export const arbitrum = 42161;

/** GMX's own Multicall3 on Arbitrum. */
export const multicall3: Address = '0xe79118d6D92a4b23369ba356C90b9A7ABf1CB961';

/** Chainlink's uptime feed of Arbitrum's sequencer. */
export const sequencerFeed: Address = '0xFdB631F5EE196F0ed6FAa767959853A9F217697D';

/** The contracts that did not move from release 2.2b to 2.2c. */
export const unchangedContracts = {
  dataStore: '0xFD70de6b91282D8017aA4E741e9Ae325CAb992d8',
  eventEmitter: '0xC8ee91A54287DB53897056e12D9819156D3822Fb',
  router: '0x7452c558d45f8afC8c83dAe62C3f8A5BE19c71f6',
  orderVault: '0x31eF83a530Fde1B38EE9A18093A333D8Bbbc40D5',
  roleStore: '0x3c3d99FD298f679DBC2CEcd132b4eC4d0F5e6e72',
  referralStorage: '0xe6fab3F0c7199b0d34d7FbE83394fc0e0D06e99d',
} as const satisfies Partial<GmxContracts>;

const abi = fragments(readerAbi, 'getMarkets', 'getAccountPositions', 'isPositionLiquidatable');

/** What the Readers of both releases answer in the same shape. */
export const unchangedReader: Pick<ReleaseReader, 'markets' | 'accountPositions' | 'liquidationTest'> = {
  markets({ reader, dataStore }, start, end) {
    const asked = view('Reader.getMarkets', reader, abi, 'getMarkets', [dataStore, start, end]);
    return { calls: asked.calls, decode: (results) => [...asked.decode(results)] };
  },
  accountPositions({ reader, dataStore }, account, start, end) {
    const args = [dataStore, account, start, end] as const;
    const asked = view('Reader.getAccountPositions', reader, abi, 'getAccountPositions', args);
    return { calls: asked.calls, decode: (results) => asked.decode(results).map(gmxPosition) };
  },
  liquidationTest({ reader, dataStore, referralStorage }, key, market, prices) {
    const { marketToken, indexToken, longToken, shortToken } = market;
    const tokens = { marketToken, indexToken, longToken, shortToken };
    // As the liquidation handler asks: the least collateral counts, and the factor is that of liquidations.
    const args = [dataStore, referralStorage, key, tokens, marketPricesArgument(prices), true, true] as const;
    const asked = view('Reader.isPositionLiquidatable', reader, abi, 'isPositionLiquidatable', args);
    return { calls: asked.calls, decode: (results) => asked.decode(results)[2] };
  },
};
