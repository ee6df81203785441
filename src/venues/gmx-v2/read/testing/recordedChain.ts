import readerAbi from '@gmx-io/sdk/abis/SyntheticsReader';
import type { Address, Hex } from 'viem';
import { decodeFunctionResult } from 'viem';
import { recordedInfoLists, recordedReads } from '../../../../../test/fixtures/gmx/reads.js';
import { priceFeedHeartbeatDurationKey, priceFeedKey, priceFeedMultiplierKey } from '../../keys.js';
import { releaseV22b } from '../../releases/v2.2b.js';
import type { Script } from './scriptedChain.js';

/** USD per whole token × 1e8, as Chainlink's feeds answer; the recorded prices. */
const answers = { WETH: 2932_80000000n, BTC: 96923_23000000n, 'WBTC.e': 96923_23000000n, USDC: 1_00000000n } as const;
const decimals = { WETH: 18, BTC: 8, 'WBTC.e': 8, USDC: 6 } as const;
export type Symbol = keyof typeof answers;
export const symbols = ['WETH', 'BTC', 'WBTC.e', 'USDC'] as const;

export function tokenOf(symbol: Symbol): Address {
  const token = recordedReads.tokens[symbol];
  if (!token) throw new Error(`no token ${symbol} was recorded`);
  return token;
}

/** Addresses of feeds, made up. */
export const feedOf = (symbol: Symbol): Address =>
  `0x${(0xfeed00 + symbols.indexOf(symbol)).toString().padStart(40, '0')}`;

/**
 * The recorded accounts and markets. Feeds are made up, at the recorded prices; `stored` is what else the DataStore holds.
 */
export function recordedChain(account: Address, stored: readonly (readonly [Hex, bigint])[] = []): Script {
  const dataOf = (name: string): Hex => {
    const read = recordedReads.reads.find(
      ({ function: called, args }) =>
        called === name && (name === 'getMarkets' || (args[1] === account && args[2] === '0')),
    );
    if (!read) throw new Error(`${name} of ${account} was not recorded`);
    return read.returndata;
  };
  const infos = recordedInfoLists
    .filter((list) => list.account === account)
    .flatMap(({ returndata: data }) => [
      ...decodeFunctionResult({ abi: readerAbi, functionName: 'getAccountPositionInfoList', data }),
    ]);
  const feeds = symbols.flatMap((symbol): [Hex, bigint][] => {
    const token = tokenOf(symbol);
    return [
      [priceFeedKey(token), BigInt(feedOf(symbol))],
      [priceFeedMultiplierKey(token), 10n ** BigInt(60 - 8 - decimals[symbol])],
      [priceFeedHeartbeatDurationKey(token), 86_400n],
    ];
  });
  const sequencer = releaseV22b.sequencerFeed;
  if (!sequencer) throw new Error('release 2.2b has no sequencer feed');
  return {
    contracts: releaseV22b.contracts,
    markets: decodeFunctionResult({ abi: readerAbi, functionName: 'getMarkets', data: dataOf('getMarkets') }),
    positions: decodeFunctionResult({
      abi: readerAbi,
      functionName: 'getAccountPositions',
      data: dataOf('getAccountPositions'),
    }),
    orders: decodeFunctionResult({
      abi: readerAbi,
      functionName: 'getAccountOrders',
      data: dataOf('getAccountOrders'),
    }),
    infos: new Map(infos.map((info) => [info.positionKey, info])),
    stored: new Map([...feeds, ...stored]),
    // BTC is synthetic: it has no contract.
    tokens: new Map(
      (['WETH', 'WBTC.e', 'USDC'] as const).map((symbol) => [
        tokenOf(symbol),
        { decimals: decimals[symbol], balance: 1_000n + BigInt(decimals[symbol]), allowance: 7n },
      ]),
    ),
    feeds: new Map([
      ...symbols.map((symbol) => [feedOf(symbol), feed(answers[symbol])] as const),
      [sequencer, { decimals: 0, answer: 0n, startedAt: 5n, updatedAt: 5n }] as const,
    ]),
  };
}

const feed = (answer: bigint) => ({ decimals: 8, answer, updatedAt: 1_796_275_700n, startedAt: 1_796_275_700n });
