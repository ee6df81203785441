import fc from 'fast-check';
import type { Address } from 'viem';
import { expect, test } from 'vitest';
import { VenueReadError } from '../../venue.js';
import { arbitrumTickers, gmxTickers, parseTickers, tickersUrl } from './tickers.js';

const weth: Address = '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1';
const usdc: Address = '0xaf88d065e77c8cC2239327C5EDb3A432268e5831';

/** 2 231.50 USD a WETH of 18 decimals, 1 USD a USDC of 6. */
const eth = {
  tokenAddress: weth,
  tokenSymbol: 'ETH',
  minPrice: '2231500000000000',
  maxPrice: '2231900000000000',
  updatedAt: 1_763_740_800,
};
const usd = { ...eth, tokenAddress: usdc, minPrice: '999900000000000000000000', maxPrice: '1000100000000000000000000' };

test('default: prices stay as the contracts hold them', () => {
  const { parse, urls, id } = gmxTickers(arbitrumTickers, [weth, usdc]);
  expect(parse([eth, usd])).toEqual([
    { token: weth, min: 2_231_500_000_000_000n, max: 2_231_900_000_000_000n, updatedAt: 1_763_740_800 },
    { token: usdc, min: 999_900n * 10n ** 18n, max: 1_000_100n * 10n ** 18n, updatedAt: 1_763_740_800 },
  ]);
  expect(id).toBe('gmx-v2 tickers');
  expect(urls).toEqual([
    'https://arbitrum-api.gmxinfra.io/prices/tickers',
    'https://arbitrum-api-fallback.gmxinfra.io/prices/tickers',
    'https://arbitrum-api-fallback.gmxinfra2.io/prices/tickers',
  ]);
});

test('behavior: milliseconds and seconds are told apart', () => {
  for (const updatedAt of [1_763_740_800, 1_763_740_800_999, '1763740800', '1763740800999']) {
    expect(parseTickers([{ ...eth, updatedAt }], [weth])).toMatchObject([{ updatedAt: 1_763_740_800 }]);
  }
});

test('behavior: a token is itself whatever the case of its address', () => {
  const lower = weth.toLowerCase() as Address;
  expect(parseTickers([eth], [lower])).toMatchObject([{ token: weth }]);
  expect(parseTickers([{ ...eth, tokenAddress: lower }], [weth])).toMatchObject([{ token: weth }]);
});

test('behavior: of tokens that nobody wants nothing is looked at', () => {
  const others = [{ ...usd, minPrice: '-1' }, { ...usd }, { tokenAddress: 'native' }, null, 7];
  expect(parseTickers([...others, eth], [weth])).toHaveLength(1);
  expect(() => parseTickers([...others, eth], null)).toThrow(/minPrice of "-1"/);
});

test.each<[string, unknown, RegExp]>([
  ['an object', { eth }, /are not a list/],
  ['nothing', [], /do not state 0x82aF/],
  ['another token', [usd], /do not state 0x82aF/],
  ['a token twice', [eth, { ...eth }], /state 0x82aF\w+ twice/],
  ['a negative price', [{ ...eth, minPrice: '-2231500000000000' }], /minPrice of "-2231500000000000"/],
  ['a zero price', [{ ...eth, minPrice: '0' }], /minPrice of "0"/],
  ['a price of zeros', [{ ...eth, maxPrice: '000' }], /maxPrice of "000"/],
  ['no price', [{ ...eth, maxPrice: undefined }], /maxPrice of nothing/],
  ['a price as a float', [{ ...eth, minPrice: 2231500000000000 }], /minPrice of 2231500000000000/],
  ['a fraction', [{ ...eth, minPrice: '2231.5' }], /minPrice of "2231.5"/],
  ['hexadecimal digits', [{ ...eth, minPrice: '0x10' }], /minPrice of "0x10"/],
  ['a price without end', [{ ...eth, maxPrice: '9'.repeat(1_000) }], /maxPrice of "9+$/],
  ['min above max', [{ ...eth, minPrice: eth.maxPrice, maxPrice: eth.minPrice }], /minPrice above its maxPrice/],
  ['no time', [{ ...eth, updatedAt: null }], /updatedAt of null/],
  ['a time of zero', [{ ...eth, updatedAt: 0 }], /updatedAt of 0/],
  ['a time in words', [{ ...eth, updatedAt: 'now' }], /updatedAt of "now"/],
])('behavior: %s is refused with a sentence', (_, body, said) => {
  expect(() => parseTickers(body, [weth])).toThrow(VenueReadError);
  expect(() => parseTickers(body, [weth])).toThrow(said);
});

test('invariant: whatever the answer, it gives sound quotes of all that is wanted, or a sentence', () => {
  const field = fc.oneof(fc.jsonValue(), fc.constantFrom(eth.minPrice, eth.maxPrice, '1', 1_763_740_800));
  const row = fc.record({
    tokenAddress: fc.constantFrom(weth, usdc, 'x'),
    minPrice: field,
    maxPrice: field,
    updatedAt: field,
  });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.oneof(row, fc.constant(eth)), { maxLength: 3 })), (body) => {
      let quotes: ReturnType<typeof parseTickers>;
      try {
        quotes = parseTickers(body, [weth]);
      } catch (error) {
        expect(error).toBeInstanceOf(VenueReadError);
        return;
      }
      expect(quotes.map(({ token }) => token)).toEqual([weth]);
      for (const { min, max, updatedAt } of quotes) {
        expect(min > 0n && min <= max && Number.isSafeInteger(updatedAt)).toBe(true);
      }
    }),
  );
});

test('args: a server or its tickers, with or without a slash, with a query', () => {
  expect(tickersUrl('https://a.example')).toBe('https://a.example/prices/tickers');
  expect(tickersUrl('https://a.example/base/')).toBe('https://a.example/base/prices/tickers');
  expect(tickersUrl('https://a.example/prices/tickers')).toBe('https://a.example/prices/tickers');
  expect(tickersUrl('https://a.example/?key=1')).toBe('https://a.example/prices/tickers?key=1');
});
