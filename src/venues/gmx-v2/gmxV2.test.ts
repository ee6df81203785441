import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { createGmxTrader, gmxCollateral, gmxTrade } from '../../../test/gmxTrader.js';
import { bps, toFloat } from '../../model/units.js';

const lab = useGmxLab();

test('default: a short is opened, topped up, reduced, and closed', async () => {
  const trader = await createGmxTrader(lab());
  const empty = await trader.read();
  expect(empty).toMatchObject({ positions: [], marginAccounts: [], orders: [] });
  expect(empty.markets).toMatchObject([{ closed: null, reduceOnly: null }]);

  const [opened] = await trader.carryOut(gmxTrade('Sell', '2'));
  expect(opened).toMatchObject({ status: 'Filled', text: '', fills: [{ kind: 'trade', side: 'Sell' }] });
  expect(opened?.keeperPaid).toBeGreaterThan(0n);
  const reading = await trader.read();
  expect(reading.markets[0]?.reduceOnly).toBeNull();
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('expected a position');
  const { equity } = trader.venue.marginAt(reading, account, 'ETH', 2000);
  expect(equity).toBeCloseTo(toFloat(account.equity), 6);

  const { amount } = trader.venue.topUpFor(reading, account, account.health * 1.5);
  const [added] = await trader.carryOut({ ...gmxCollateral('addCollateral', '0'), amount });
  expect(added?.status).toBe('Filled');
  const topped = await trader.read();
  expect(topped.marginAccounts[0]?.health).toBeGreaterThanOrEqual(account.health * 1.5);
  expect(topped.marginAccounts[0]?.health).toBeLessThan(account.health * 1.5001);

  const more = topped.marginAccounts[0];
  const terms = more && trader.venue.reductionFor(topped, more, more.health * 1.7, bps(50));
  if (!terms) throw new Error('expected a reduction');
  const [reduced] = await trader.carryOut(terms);
  expect(reduced?.status).toBe('Filled');
  expect((await trader.read()).marginAccounts[0]?.health).toBeGreaterThanOrEqual((more?.health ?? 0) * 1.7);
  const held = (await trader.read()).positions[0];
  if (!held) throw new Error('expected a position');
  const closing = gmxTrade('Buy', '1', { position: held.id, reduceOnly: true });
  await trader.carryOut({ ...closing, quantity: -held.quantity as typeof held.quantity });
  expect((await trader.read()).positions).toEqual([]);
});
