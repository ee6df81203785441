import type { Address } from 'viem';
import { expect, test } from 'vitest';
import { isRetryable } from '../../../model/retryable.js';
import { unixSeconds } from '../../../model/units.js';
import type { MarketProps } from '../state.js';
import { marketPrices } from './marketPrices.js';
import type { TokenPrice } from './pricePolicy.js';

const weth: Address = '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1';
const usdc: Address = '0xaf88d065e77c8cC2239327C5EDb3A432268e5831';
const market: MarketProps = {
  name: 'ETH/USD',
  marketToken: '0x70d95587d40A2caf56bd97485aB3Eec10Bee6336',
  indexToken: weth,
  longToken: weth,
  shortToken: usdc,
  indexTokenDecimals: 18,
  longTokenDecimals: 18,
  shortTokenDecimals: 6,
};
const priced = (min: bigint, doubt: string | null = null): TokenPrice => ({
  ok: true,
  rule: doubt ? 'disagree' : 'agree',
  origin: doubt ? 'hull' : 'tickers',
  price: { min, max: min + 1n },
  at: unixSeconds(1_700_000_000),
  doubt,
});

test('default: each token of the market has its price', () => {
  const tokens = new Map([
    [weth.toLowerCase() as Address, priced(2_000n)],
    [usdc, priced(1n)],
  ]);
  expect(marketPrices(market, tokens)).toEqual({
    prices: { index: { min: 2_000n, max: 2_001n }, long: { min: 2_000n, max: 2_001n }, short: { min: 1n, max: 2n } },
    doubt: null,
    at: 1_700_000_000,
  });
});

test('behavior: a doubt names the tokens it is about, once', () => {
  const tokens = new Map([
    [weth, priced(2_000n, 'the tickers and the feed disagree by 1.2 %')],
    [usdc, priced(1n, 'the L2 sequencer is down')],
  ]);
  expect(marketPrices(market, tokens).doubt).toBe(
    'ETH/USD index, long token: the tickers and the feed disagree by 1.2 %; short token: the L2 sequencer is down',
  );
});

test('behavior: without a price of one token there are none, for now', () => {
  const unpriced = { ok: false, rule: 'neither', error: 'the tickers are 45 s old, and its feed is 26 h old' } as const;
  const give = () =>
    marketPrices(market, new Map([[weth, priced(1n)], [usdc, unpriced] as const] as [Address, TokenPrice][]));
  expect(give).toThrow(/ETH\/USD cannot be valued: its short token has no price, for the tickers are 45 s old/);
  expect(give).toThrow(expect.toSatisfy(isRetryable));
  expect(() => marketPrices(market, new Map())).toThrow(/its index token has no price, for nobody has asked/);
});
