import { expect, onTestFinished, test } from 'vitest';
import type { LiquidityState, Position } from '../../model/position.js';
import { WAD, type Wad, wad } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { latestPositions } from '../../record/queries/ticks.js';
import { insertPositions, insertTick } from '../../record/statements/ticks.js';
import { sampleAccount, sampleTick } from '../../record/testing/sample.js';
import { positions } from './positions.js';

const whole = (amount: number): Wad => wad((BigInt(Math.round(amount * 1e6)) * WAD) / 1_000_000n);

function range(id: string, state: Partial<LiquidityState>): Position {
  const liquidity: LiquidityState = {
    ...{ liquidity: 500, units: whole(1.5), dollars: whole(2_900), feeUnits: whole(0.01), feeDollars: whole(12) },
    impermanentLoss: null,
    ...state,
  };
  return {
    ...{ id, venue: 'uniswap-v3', account: sampleAccount, marginAccount: null, pricing: null },
    instrument: {
      ...{ kind: 'liquidity', id, venue: 'uniswap-v3', underlying: 'ETH', lower: whole(1_600), upper: whole(2_400) },
    },
    quantity: liquidity.units,
    mark: whole(2_000),
    value: whole(5_932),
    liquidity,
  };
}

const lent = (id: string, quantity: number, change: Partial<Position>): Position => ({
  ...{ id, venue: 'aave-v3', account: sampleAccount, marginAccount: 'aave-v3 account', pricing: null },
  instrument: {
    ...{ kind: 'token', id: id.replace(/ (supplied|debt)$/, ''), venue: 'aave-v3', symbol: 'WETH', decimals: 18 },
    ...{ address: sampleAccount, underlying: 'ETH' },
  },
  quantity: whole(quantity),
  ...{ mark: whole(2_000), value: whole(0) },
  ...change,
});

async function shown(...held: readonly Position[]) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const tick = sampleTick();
  await ledger.commit([insertTick(tick), insertPositions(tick.id, held)]);
  expect(await latestPositions(ledger, tick.strategy)).toEqual([...held].sort((a, b) => (a.id < b.id ? -1 : 1)));
  const { text } = await positions(ledger);
  return text.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
}

test('default: liquidity by its range: what is in it, what it is owed, and whether it earns', async () => {
  const lines = await shown(
    range('uniswap-v3 WETH/USDC #1', {}),
    range('uniswap-v3 WETH/USDC #2', { units: wad(0n), impermanentLoss: 31.5 }),
    range('uniswap-v3 WETH/USDC #3', { dollars: wad(0n), feeUnits: wad(0n) }),
  );
  const at = lines.findIndex((line) => line.startsWith('liquidity'));
  expect(lines.slice(at, at + 4)).toEqual([
    'liquidity | from usd | to | price | holds | and usd | fees owed usd | lost to moves',
    'uniswap-v3 WETH/USDC #1 | 1 600.00 | 2 400.00 | in range | 1.5000 ETH | 2 900.00 | 32.00 | -',
    'uniswap-v3 WETH/USDC #2 | 1 600.00 | 2 400.00 | above: all usd | 0.0000 ETH | 2 900.00 | 32.00 | 31.50',
    'uniswap-v3 WETH/USDC #3 | 1 600.00 | 2 400.00 | below: all ETH | 1.5000 ETH | 0.00 | 12.00 | -',
  ]);
  // Held, though it has no unit of what moves.
  expect(lines.filter((line) => line.startsWith('uniswap-v3 WETH/USDC #2'))).toHaveLength(2);
});

test('behavior: what is lent and owed, with its interest', async () => {
  const lines = await shown(
    lent('aave-v3 WETH supplied', 3, { value: whole(1_050), carry: 73 }),
    lent('aave-v3 WETH debt', -1, { value: whole(-2_000), carry: -36.5 }),
  );
  expect(lines.slice(1, 4)).toEqual([
    'position | instrument | quantity | mark usd | value usd | carry usd/day | margin account',
    'aave-v3 WETH debt | aave-v3 WETH | -1.0000 | 2 000.00 | -2 000.00 | -0.10 | aave-v3 account',
    'aave-v3 WETH supplied | aave-v3 WETH | +3.0000 | 2 000.00 | 1 050.00 | +0.20 | aave-v3 account',
  ]);
  expect(lines.at(-1)).toMatch(/^value: what is not in the equity/);
});
