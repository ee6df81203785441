import { parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { createGmxTrader, gmxTrade, gmxUsd } from '../../../test/gmxTrader.js';
import { bps, unixSeconds } from '../../model/units.js';

const lab = useGmxLab();
const open = {
  orderType: 2,
  isLong: false,
  collateral: 'USDC',
  sizeDeltaUsd: gmxUsd(4000),
  collateralDelta: parseUnits('800', 6),
} as const;

test('default: a market that nobody watches is read once it is held, and no sooner', async () => {
  const trader = await createGmxTrader(lab(), undefined, []);
  expect(await trader.read()).toMatchObject({ positions: [], markets: [], funding: [], orders: [] });
  await trader.carryOutByHand(open);
  const reading = await trader.read();
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  expect(reading).toMatchObject({ positions: [{ id: 'gmx-v2 ETH/USD short USDC' }], markets: [{ reduceOnly: null }] });
  const terms = trader.venue.reductionFor(reading, account, account.health * 2, bps(50));
  if (!terms) throw new Error('expected a reduction');
  const [reduced] = await trader.carryOut(terms);
  expect(reduced?.status).toBe('Filled');
  expect((await trader.read()).marginAccounts[0]?.health).toBeGreaterThanOrEqual(account.health * 2);
});

test('behavior: an order in a market that nobody watches is told with what it holds', async () => {
  const trader = await createGmxTrader(lab(), undefined, []);
  const { key } = await lab().placeOrder(trader.address, open);
  const reading = await trader.read();
  expect(reading.orders).toMatchObject([{ id: key, held: { amount: parseUnits('800', 6) }, terms: { kind: 'trade' } }]);
});

test('args: a market that nobody watches is not traded', async () => {
  const trader = await createGmxTrader(lab(), undefined, []);
  const reading = await trader.read();
  const prepare = () => trader.venue.prepare(reading, gmxTrade('Sell', '1'), unixSeconds(0));
  expect(prepare).toThrow(/gmx-v2 ETH\/USD is not watched/);
});
