import { describe, expect, test } from 'vitest';
import { bps, tokenAmount, WAD, wad } from '../../model/units.js';
import { fillText, termsText } from './terms.js';

const id = `0x1f22a4b0${'0'.repeat(56)}`;
const trade = {
  kind: 'trade',
  venue: 'gmx-v2',
  instrument: 'gmx-v2 ETH/USD',
  position: 'gmx-v2 ETH/USD short USDC',
  side: 'Sell',
  quantity: wad((241n * WAD) / 100n),
  reduceOnly: false,
  maxSlippage: bps(50),
  leverage: 3,
} as const;
const claimable = {
  instrument: 'gmx-v2 ETH/USD',
  token: 'WETH',
  address: `0x${'11'.repeat(20)}`,
  decimals: 18,
  amount: tokenAmount(WAD / 8n),
} as const;

describe('terms', () => {
  test('default: what an order is for, in a line', () => {
    expect(termsText(trade)).toBe('sell 2.4100 gmx-v2 ETH/USD of gmx-v2 ETH/USD short USDC');
    const { leverage: _, ...reducing } = { ...trade, side: 'Buy' as const, reduceOnly: true };
    expect(termsText(reducing)).toBe('buy 2.4100 gmx-v2 ETH/USD of gmx-v2 ETH/USD short USDC (reduce only)');
  });

  test('behavior: what rests, takes back and collects', () => {
    const { kind: _, maxSlippage: __, leverage: ___, ...what } = trade;
    const stop = {
      ...what,
      kind: 'rest',
      ordType: 'Stop',
      position: null,
      reduceOnly: true,
      maxSlippage: null,
    } as const;
    const triggerPrice = wad(1_890n * WAD);
    expect(termsText({ ...stop, triggerPrice, replaces: null })).toBe(
      'stop: sell 2.4100 gmx-v2 ETH/USD at 1 890.00 (reduce only)',
    );
    expect(termsText({ ...stop, ordType: 'Limit', triggerPrice, replaces: id })).toBe(
      'limit: sell 2.4100 gmx-v2 ETH/USD at 1 890.00 (reduce only), in the place of 0x1f22a4b0…',
    );
    expect(termsText({ kind: 'cancel', venue: 'gmx-v2', order: id })).toBe('take back 0x1f22a4b0… on gmx-v2');
    expect(termsText({ kind: 'claim', venue: 'gmx-v2', amounts: [claimable] })).toBe('claim 0.1250 WETH on gmx-v2');
  });
});

test('behavior: what moves collateral and loans, and where in a row', () => {
  const moved = {
    ...{
      venue: 'aave-v3',
      marginAccount: 'aave-v3 account',
      token: 'USDC',
      decimals: 6,
      amount: tokenAmount(900_000_000n),
    },
  };
  const said = (['addCollateral', 'removeCollateral', 'repay', 'borrow'] as const).map((kind) => [
    termsText({ kind, ...moved }),
    fillText({ kind, ...moved }),
  ]);
  expect(said).toEqual([
    ['add 900.00 USDC to aave-v3 account', 'added 900.00 USDC'],
    ['take 900.00 USDC from aave-v3 account', 'took 900.00 USDC'],
    ['repay 900.00 USDC to aave-v3 account', 'repaid 900.00 USDC'],
    ['borrow 900.00 USDC from aave-v3 account', 'borrowed 900.00 USDC'],
  ]);
  expect(termsText({ kind: 'repay', ...moved }, { index: 1, of: 3 })).toBe(
    'repay 900.00 USDC to aave-v3 account, step 2 of 3',
  );
});

describe('fills', () => {
  test('default: impact, funding and profit where the venue tells them', () => {
    const { side, quantity, instrument } = trade;
    const fill = {
      kind: 'trade',
      instrument,
      underlying: 'ETH',
      side,
      quantity,
      price: wad(2_203n * WAD),
      fee: wad(3n * WAD),
    } as const;
    expect(fillText(fill)).toBe('sold 2.4100 at 2 203.00, fee 3.00 usd');
    const told = { priceImpact: wad(-WAD / 2n), funding: wad(-WAD), borrowing: wad(0n), realizedPnl: wad(31n * WAD) };
    expect(fillText({ ...fill, ...told })).toBe(
      'sold 2.4100 at 2 203.00, fee 3.00 usd, impact -0.50, funding -1.00, borrowing 0.00, realised +31.00',
    );
  });

  test('behavior: what was taken back, changed and collected', () => {
    expect(fillText({ kind: 'cancel', order: id })).toBe('took back 0x1f22a4b0…');
    expect(fillText({ kind: 'replace', order: id })).toBe('changed 0x1f22a4b0…');
    expect(fillText({ kind: 'claim', ...claimable })).toBe('claimed 0.1250 WETH of gmx-v2 ETH/USD');
  });
});
