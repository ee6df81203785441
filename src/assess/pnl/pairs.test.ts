import { expect, test } from 'vitest';
import { pairsOf } from './pairs.js';
import { events, side, token, tradeFill } from './testing/book.js';

const placed = (instrument: string, symbol: string) => {
  const { fills } = events([tradeFill(instrument, 1, 2_000)]);
  const book = (quantity: number) => side(0, { positions: [token(symbol, quantity, 2_000), token('USDC', 5_000)] });
  const { pairs, left } = pairsOf(book(1), book(2), fills);
  return { in: pairs.flatMap(({ id, trades }) => (trades.length > 0 ? [id] : [])), left: left.length };
};

test('default: what a spot venue trades is held in the wallet', () => {
  expect(placed('uniswap-v3 WETH/USDC', 'WETH')).toEqual({ in: ['wallet WETH'], left: 0 });
  expect(placed('uniswap-v3 WETH/USDC-3000', 'WETH')).toEqual({ in: ['wallet WETH'], left: 0 });
});

test('behavior: a perpetual that is named like a pair is no token of the wallet, though one has its name', () => {
  expect(placed('gmx-v2 ETH/USD', 'ETH')).toEqual({ in: [], left: 1 });
  expect(placed('nobody ETH/USD', 'ETH')).toEqual({ in: [], left: 1 });
});
