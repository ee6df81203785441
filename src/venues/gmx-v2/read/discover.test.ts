import type { Address } from 'viem';
import { expect, test } from 'vitest';
import { recordedReads } from '../../../../test/fixtures/gmx/reads.js';
import { VenueReadError } from '../../venue.js';
import { priceFeedKey, virtualTokenIdKey } from '../keys.js';
import { releaseV22b } from '../releases/v2.2b.js';
import { discover } from './discover.js';
import { feedOf, recordedChain, tokenOf } from './testing/recordedChain.js';
import { play } from './testing/scriptedChain.js';

const account = recordedReads.accounts[0]?.account ?? '0x';
const eth: Address = '0x70d95587d40A2caf56bd97485aB3Eec10Bee6336';
const btc: Address = '0x47c031236e19d024b42f8AE6780E44A573170703';
const options = { release: releaseV22b, names: { 'ETH/USD': eth } };

test('default', () => {
  const stored = [[virtualTokenIdKey(tokenOf('WETH')), 0xabcn]] as const;
  const { value, phases } = play(recordedChain(account, stored), discover(options));
  expect(phases).toBe(3);
  expect(value.problems).toEqual([]);
  expect(value.known.unknown).toEqual({});
  const found = recordedReads.markets.map(({ token }) => value.known.markets[token]?.props);
  expect(found.map((props) => props?.indexTokenDecimals)).toEqual(
    recordedReads.markets.map(({ indexDecimals }) => indexDecimals),
  );
  expect(found.map((props) => props?.name)).toEqual(['ETH/USD', ...found.slice(1).map((props) => props?.marketToken)]);
  expect(found[1]).toEqual({
    name: btc,
    marketToken: btc,
    indexToken: tokenOf('BTC'),
    longToken: tokenOf('WBTC.e'),
    shortToken: tokenOf('USDC'),
    indexTokenDecimals: 8,
    longTokenDecimals: 8,
    shortTokenDecimals: 6,
  });
  expect(value.known.markets[eth]?.virtualTokenId).toMatch(/^0x0+abc$/);
  expect(value.known.feeds[tokenOf('USDC')]).toEqual({
    feed: feedOf('USDC'),
    multiplier: 10n ** 46n,
    heartbeat: 86_400n,
  });
});

test('behavior: a market whose decimals are in doubt is kept apart, with the reason', () => {
  const decimals = { [tokenOf('BTC')]: 18 };
  const { value } = play(recordedChain(account), discover({ ...options, decimals }));
  expect(Object.keys(value.known.markets)).toHaveLength(2);
  expect(value.known.unknown[btc]?.why).toMatch(/18 says ballast.yaml or this version, 8 says its feed's multiplier/);
});

test('behavior: an index token without contract and feed needs its decimals stated', () => {
  const indexToken: Address = '0x0000000000000000000000000000000000000123';
  const chain = recordedChain(account);
  const [first] = chain.markets;
  if (!first) throw new Error('no market was recorded');
  const script = { ...chain, markets: [{ ...first, indexToken }] };
  const { value } = play(script, discover(options));
  expect(value.known.unknown[eth]?.why).toBe(`nothing tells the decimals of token ${indexToken}`);
  const stated = play(script, discover({ ...options, decimals: { [indexToken]: 5 } })).value.known;
  expect(stated.markets[eth]?.props.indexTokenDecimals).toBe(5);
  expect(stated.feeds[indexToken]).toBeNull();
});

test('behavior: a market for swaps only holds no positions', () => {
  const chain = recordedChain(account);
  const indexToken: Address = '0x0000000000000000000000000000000000000000';
  const markets = chain.markets.map((market) => ({ ...market, indexToken }));
  const { value } = play({ ...chain, markets }, discover({ ...options, names: {} }));
  expect(value.known.markets).toEqual({});
  expect(value.known.unknown[eth]?.why).toMatch(/swaps only/);
});

test('behavior: a feed that GMX took away is no feed', () => {
  const { value } = play(recordedChain(account, [[priceFeedKey(tokenOf('USDC')), 0n]]), discover(options));
  expect(value.known.feeds[tokenOf('USDC')]).toBeNull();
  expect(value.known.markets[eth]?.props.shortTokenDecimals).toBe(6);
});

test('args: a name for something that is no market token is refused', () => {
  const names = { 'ETH/USD': tokenOf('WETH') };
  const read = () => play(recordedChain(account), discover({ release: releaseV22b, names }));
  expect(read).toThrow(VenueReadError);
  expect(read).toThrow(/GMX does not list ETH\/USD[\s\S]*mend: give the address of the market token/);
});
