import type { Address } from 'viem';
import type { MarginAccount } from '../../../model/marginAccount.js';
import { healthOf } from '../../../model/marginAccount.js';
import type { Fill } from '../../../model/order.js';
import type { Position } from '../../../model/position.js';
import { amountFromFloat, fromFloat, unixSeconds, ZERO } from '../../../model/units.js';
import { priceAt } from '../optionMove.js';
import type { PnlEvents, PnlFill, PnlSide } from '../pnlSide.js';

/** Sides of small books for tests, in plain numbers. */

export const start = 1_735_689_600;
const account: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const wad = (value: number) => fromFloat(value, 'down');

export const side = (seconds: number, changes: Partial<PnlSide> = {}): PnlSide => ({
  at: unixSeconds(start + seconds),
  block: BigInt(seconds),
  positions: [],
  marginAccounts: [],
  prices: { ETH: 2_000 },
  heldByOrders: 0,
  ...changes,
});

export const token = (symbol: string, quantity: number, price = 1): Position => ({
  id: `wallet ${symbol}`,
  venue: 'wallet',
  account,
  instrument: {
    kind: 'token',
    id: `wallet ${symbol}`,
    venue: 'wallet',
    symbol,
    address: account,
    decimals: 18,
    underlying: symbol === 'USDC' ? null : 'ETH',
  },
  quantity: wad(quantity),
  mark: wad(price),
  value: wad(quantity * price),
  marginAccount: null,
  pricing: null,
});

export const perp = (quantity: number, mark: number, carry?: number): Position => ({
  id: 'perp-v2 ETH',
  venue: 'perp-v2',
  account,
  instrument: { kind: 'perpetual', id: 'perp-v2 ETH', venue: 'perp-v2', underlying: 'ETH' },
  quantity: wad(quantity),
  mark: wad(mark),
  value: ZERO,
  marginAccount: 'perp-v2 cross',
  pricing: null,
  ...(carry === undefined ? {} : { carry }),
});

export interface OptionText {
  id?: string;
  quantity: number;
  strike: number;
  right: 'call' | 'put';
  /** Seconds after `start`. */
  expiry: number;
}

/** Marked by Black-Scholes at `seconds` after `start`. */
export function option(
  { id = 'lyra #1', quantity, strike, right, expiry }: OptionText,
  seconds: number,
  { spot, vol }: { spot: number; vol: number },
): Position {
  const rate = 0.02;
  const mark = priceAt({ strike, right }, { spot, vol, rate, years: (expiry - seconds) / 31_536_000 });
  return {
    id,
    venue: 'lyra',
    account,
    instrument: {
      kind: 'option',
      id: `lyra ETH ${strike} ${right}`,
      venue: 'lyra',
      underlying: 'ETH',
      expiry: unixSeconds(start + expiry),
      strike: wad(strike),
      right,
    },
    quantity: wad(quantity),
    mark: wad(mark),
    value: wad(quantity * mark),
    marginAccount: quantity < 0 ? id : null,
    pricing: { vol, spot, rate },
  };
}

/** What a settled option has become: dollars to be collected. */
export const claim = (id: string, dollars: number): Position => ({ ...token('USDC', dollars), id, venue: 'lyra' });

export const margin = (id: string, equity: number, collateral = equity): MarginAccount => ({
  id,
  venue: id.split(' ')[0] ?? '',
  account,
  positions: [],
  underlyings: ['ETH'],
  equity: wad(equity),
  maintenance: ZERO,
  health: healthOf(wad(equity), ZERO),
  notional: ZERO,
  collateral: { symbol: 'USDC', address: account, decimals: 6, price: wad(1) },
  collateralAmount: amountFromFloat(collateral, 6, 'down'),
});

export const tradeFill = (
  instrument: string,
  quantity: number,
  price: number,
  fee = 0,
  more: { priceImpact?: number; borrowing?: number } = {},
): Fill => ({
  kind: 'trade',
  instrument,
  underlying: 'ETH',
  side: quantity > 0 ? 'Buy' : 'Sell',
  quantity: wad(Math.abs(quantity)),
  price: wad(price),
  fee: wad(fee),
  ...(more.priceImpact === undefined ? {} : { priceImpact: wad(more.priceImpact) }),
  ...(more.borrowing === undefined ? {} : { borrowing: wad(more.borrowing) }),
});

export const addCollateral = (marginAccount: string, amount: number): Fill => ({
  kind: 'addCollateral',
  marginAccount,
  token: 'USDC',
  decimals: 6,
  amount: amountFromFloat(amount, 6, 'down'),
});

export const events = (fills: readonly Fill[] = [], gas = 0, share = 0.5): PnlEvents => ({
  fills: fills.map((fill): PnlFill => ({ fill, share, position: null, by: 'ballast' })),
  gas,
  gasToken: 'ETH',
});
