import { expect, test } from 'vitest';
import { kinds } from '../../../test/configFiles.js';
import { underlyingsDeclared, underlyingsOf } from './underlyingsKnown.js';

const tokens = { WETH: { underlying: 'ETH' }, WBTC: { underlying: 'BTC' }, USDC: { underlying: null } };
const of = (venue: string, ...names: string[]) => underlyingsOf([{ venue, names }], tokens, kinds);

test('default: each venue tells what its names are on', () => {
  expect(of('lyra', 'ETH')).toEqual(['ETH']);
  expect(of('gmx-v2', 'SOL/USD', 'ETH/USD')).toEqual(['ETH', 'SOL']);
  expect(of('wallet', 'USDC', 'WETH')).toEqual(['ETH']);
  expect(of('uniswap-v3', 'WETH/USDC')).toEqual(['ETH']);
  expect(of('aave-v3', 'WBTC', 'USDC')).toEqual(['BTC']);
});

test('behavior: what was not understood tells nothing', () => {
  expect(underlyingsOf(null, tokens, kinds)).toBe(null);
  expect(underlyingsOf([], null, kinds)).toBe(null);
  expect(of('lira', 'ETH')).toBe(null);
});

test('behavior: declared is what any chain has, and nothing is told where one was not understood', () => {
  const one = { tokens: {}, venues: { lyra: { deployment: {}, names: ['ETH'] } } };
  const another = { tokens: {}, venues: { 'gmx-v2': { deployment: {}, names: ['DOGE/USD'] } } };
  expect(underlyingsDeclared([one, another], kinds)).toEqual(['DOGE', 'ETH']);
  expect(underlyingsDeclared([one, { ...another, venues: { lyra: null } }], kinds)).toBe(null);
  expect(underlyingsDeclared([one, { ...another, tokens: null }], kinds)).toBe(null);
  expect(underlyingsDeclared([], kinds)).toBe(null);
});
