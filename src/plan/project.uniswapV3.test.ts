import { parseEther, parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { createUniswapTrader, headOf, readNow, swapTerms, useUniswapLab } from '../../test/uniswapTrader.js';
import type { Snapshot } from '../model/snapshot.js';
import { unixSeconds, wei } from '../model/units.js';
import { wallet } from '../venues/wallet/wallet.js';
import { project } from './project.js';

const lab = useUniswapLab();

/** Uniswap V3 and the wallet beside it, with 5 WETH and 100 USDC. */
async function book() {
  const trader = await createUniswapTrader(lab(), { WETH: 5, USDC: 100 });
  const names = ['WETH', 'USDC'];
  const tokens = lab().tokens;
  const opening = wallet.open({ deployment: {}, account: trader.address, names, tokens });
  const own = await readNow(lab(), opening);
  const block = await headOf(lab());
  const readings = [await readNow(lab(), trader.venue.read(block)), await readNow(lab(), own.read(block))];
  const snapshot: Snapshot = {
    ...{ chainId: 1, account: trader.address, block, nativeBalance: wei(0n), readings, unread: [] },
  };
  return { trader, snapshot, venues: new Map([trader.venue, own].map((venue) => [venue.id, venue])) };
}

test('default: what a swap takes and brings is in the wallet afterwards', async () => {
  const { snapshot, venues } = await book();
  const after = project(snapshot, venues, swapTerms('Sell', 2));
  const [weth, usdc] = after.readings[1]?.positions ?? [];
  expect(weth?.quantity).toBe(parseEther('3'));
  // 100 and 2 × 2000, less the fee of 0.05 % and an impact of cents.
  expect(usdc?.quantity).toBeGreaterThan(parseEther('4096'));
  expect(usdc?.quantity).toBeLessThan(parseEther('4098'));
  expect(usdc?.value).toBe(usdc?.quantity);
});

test('behavior: what another order brings may be spent, and what it takes may not', async () => {
  const { trader, snapshot, venues } = await book();
  const deadline = unixSeconds(snapshot.block.timestamp + 120);
  const buy = swapTerms('Buy', 0.5);
  const [now] = snapshot.readings;
  if (!now) throw new Error('nothing was read');
  expect(() => trader.venue.prepare(now as typeof now & { detail: never }, buy, deadline)).toThrow(/does not hold/);
  const [then] = project(snapshot, venues, swapTerms('Sell', 2)).readings;
  const [approve] = trader.venue.prepare(then as typeof now & { detail: never }, buy, deadline);
  expect(approve?.approval?.amount).toBeGreaterThan(parseUnits('1000', 6));
  const sale = swapTerms('Sell', 4);
  expect(trader.venue.prepare(now as typeof now & { detail: never }, sale, deadline)).toHaveLength(2);
  expect(() => trader.venue.prepare(then as typeof now & { detail: never }, sale, deadline)).toThrow(
    /does not hold 4 WETH/,
  );
});
