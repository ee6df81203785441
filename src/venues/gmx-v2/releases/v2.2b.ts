import readerAbi from '@gmx-io/sdk/abis/SyntheticsReader';
import { zeroAddress } from 'viem';
import { view } from '../../view.js';
import { fragments } from './fragments.js';
import { gmxOrder, marketPricesArgument, standingOrder, statedPosition } from './readerAnswers.js';
import type { Release } from './release.js';
import { arbitrum, multicall3, sequencerFeed, unchangedContracts, unchangedReader } from './unchanged.js';

const abi = fragments(readerAbi, 'getAccountOrders', 'getOrder', 'getPositionInfo');

/** Production until 2026-07-21; the ABIs of `@gmx-io/sdk` 1.4 are this release's. */
export const releaseV22b: Release = {
  name: 'v2.2b',
  chainId: arbitrum,
  contracts: {
    ...unchangedContracts,
    exchangeRouter: '0x1C3fa76e6E1088bCE750f23a5BFcffa1efEF6A41',
    reader: '0x470fbC46bcC0f16532691Df360A07d8Bf5ee0789',
    orderHandler: '0x63492B775e30a9E6b4b4761c12605EB9d071d5e9',
  },
  multicall3,
  sequencerFeed,
  reader: {
    ...unchangedReader,
    accountOrders({ reader, dataStore }, account, start, end) {
      const asked = view('Reader.getAccountOrders', reader, abi, 'getAccountOrders', [dataStore, account, start, end]);
      return {
        calls: asked.calls,
        decode: (results) => asked.decode(results).map(({ orderKey, order }) => gmxOrder(orderKey, order)),
      };
    },
    order({ reader, dataStore }, key) {
      const asked = view('Reader.getOrder', reader, abi, 'getOrder', [dataStore, key]);
      return { calls: asked.calls, decode: (results) => standingOrder(key, asked.decode(results)) };
    },
    positionInfo({ reader, dataStore, referralStorage }, key, prices) {
      // true: of the whole size, whatever it is by then.
      const args = [dataStore, referralStorage, key, marketPricesArgument(prices), 0n, zeroAddress, true] as const;
      const asked = view('Reader.getPositionInfo', reader, abi, 'getPositionInfo', args);
      return { calls: asked.calls, decode: (results) => statedPosition(asked.decode(results)) };
    },
  },
};
