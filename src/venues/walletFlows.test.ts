import { expect, test } from 'vitest';
import type { Spot } from '../model/instrument.js';
import type { CollateralKind, Fill, Side } from '../model/order.js';
import { tokenAmount, wad } from '../model/units.js';
import { walletFlows } from './walletFlows.js';

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const spot: Spot = {
  ...{ kind: 'spot', id: 'uniswap-v3 WETH/USDC', venue: 'uniswap-v3', underlying: 'ETH' },
  base: { symbol: 'WETH', address, decimals: 18 },
  quote: { symbol: 'USDC', address, decimals: 6 },
};
const spots = new Map([[spot.id, spot]]);
const trade = (side: Side, instrument = spot.id): Fill => ({
  ...{ kind: 'trade', instrument, underlying: 'ETH', side, quantity: wad(10n ** 18n + 1n) },
  ...{ price: wad(2_000_123_456_700_000_000_000n), fee: wad(500_000_100_000_000_000n) },
});
const said = (fill: Fill) => walletFlows(fill, spots).map(({ token, amount, into }) => [into, amount, token]);

test('default: collateral and loans as they stand', () => {
  const moved = (kind: CollateralKind): Fill => ({
    ...{ kind, marginAccount: 'aave-v3 account', token: 'USDC', decimals: 6, amount: tokenAmount(7n) },
  });
  expect(said(moved('removeCollateral'))).toEqual([['wallet', 7n, 'USDC']]);
  expect(said(moved('borrow'))).toEqual([['wallet', 7n, 'USDC']]);
  expect(said(moved('addCollateral'))).toEqual([['venue', 7n, 'USDC']]);
  expect(said(moved('repay'))).toEqual([['venue', 7n, 'USDC']]);
});

test('default: a spot trade has two sides, fee included: what is paid rounded up, what comes in rounded down', () => {
  expect(said(trade('Sell'))).toEqual([
    ['venue', 10n ** 18n + 1n, 'WETH'],
    ['wallet', 1_999_623_456n, 'USDC'],
  ]);
  expect(said(trade('Buy'))).toEqual([
    ['venue', 2_000_623_457n, 'USDC'],
    ['wallet', 10n ** 18n + 1n, 'WETH'],
  ]);
});

test('behavior: what is not a pair moves nothing that is known', () => {
  expect(said(trade('Sell', 'perp-v2 ETH'))).toEqual([]);
  expect(said({ kind: 'cancel', order: '1' })).toEqual([]);
});

test('default: a token that is given away leaves the wallet, an option that is given away moves nothing in it', () => {
  const given = { kind: 'transfer', to: address } as const;
  const asset = { token: 'USDC', address, decimals: 6, amount: tokenAmount(7n) } as const;
  expect(said({ ...given, asset })).toEqual([['venue', 7n, 'USDC']]);
  expect(said({ ...given, asset: { instrument: 'lyra X', position: 'lyra #1', quantity: wad(1n) } })).toEqual([]);
});
