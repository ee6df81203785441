import { zeroAddress } from 'viem';
import { readerV22cAbi as abi } from '../../../../abis/gmx-v2.js';
import { view } from '../../view.js';
import { gmxOrder, marketPricesArgument, standingOrder, statedPosition } from './readerAnswers.js';
import type { Release } from './release.js';
import { arbitrum, multicall3, sequencerFeed, unchangedContracts, unchangedReader } from './unchanged.js';

/** Production since 2026-07-21. Orders and stated positions come in another shape than release 2.2b's. */
export const releaseV22c: Release = {
  name: 'v2.2c',
  chainId: arbitrum,
  contracts: {
    ...unchangedContracts,
    exchangeRouter: '0x7dE39FF2e232A2203196788d37e234cF8F1b83f1',
    reader: '0xfA26cBb46e2614609406de08CA1Dc7f70a684184',
    orderHandler: '0xa5D2d45228ee2E3A18AB122B2cE84997d008f4Eb',
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
