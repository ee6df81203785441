import { parseEther, parseUnits } from 'viem';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createGmxLab, type GmxLab } from '../../src/lab/gmx/gmxLab.js';
import type { CollateralKind, CollateralTerms, TradeTerms } from '../../src/model/order.js';
import { bps, tokenAmount, wad } from '../../src/model/units.js';
import { gmxDeployment } from '../../src/venues/gmx-v2/deployment.js';
import { gmxV2 } from '../../src/venues/gmx-v2/gmxV2.js';
import { openRowDesk } from './rowDesk.js';

let lab: GmxLab;
beforeAll(async () => {
  lab = await createGmxLab();
});
afterAll(() => lab.stop());

const sale: TradeTerms = {
  ...{ kind: 'trade', venue: 'gmx-v2', instrument: 'gmx-v2 ETH/USD', position: null, side: 'Sell', reduceOnly: false },
  ...{ quantity: wad(parseEther('2')), maxSlippage: bps(50), leverage: 3 },
};
const usdc = (kind: CollateralKind, marginAccount: string, amount: string): CollateralTerms => ({
  ...{ kind, venue: 'gmx-v2', marginAccount, token: 'USDC', decimals: 6, amount: tokenAmount(parseUnits(amount, 6)) },
});

test('behavior: where keepers carry out, the second step is not sent while the first waits; once it is done, what it brought is loose', async () => {
  const account = await lab.createAccount({ USDC: 20_000 });
  const { chainId, url, wsUrl, venues, tokens } = lab;
  const deployment = gmxDeployment.parse(venues['gmx-v2']);
  const { plan, work, head, orders, loose, looseAlerts } = await openRowDesk(
    { chainId, url, wsUrl, account, venues: [{ kind: gmxV2, deployment, names: ['ETH/USD'], tokens }] },
    onTestFinished,
  );
  await work(await plan([sale]));
  await lab.keeper.executeAll();
  const [margin] = (await head()).readings.flatMap(({ marginAccounts }) => marginAccounts);
  if (!margin) throw new Error('a position was opened');

  await work(
    await plan([usdc('removeCollateral', margin.id, '150'), usdc('addCollateral', margin.id, '150')], 'survive'),
  );
  const [first, second] = (await orders()).slice(1);
  expect(first?.status).toBe('New');
  expect(second?.status).toBe('Canceled');
  expect(second?.text).toMatch(
    /^step 1 of 2 \(order [0-9a-f-]+\), which it takes for granted, is not done yet: it is New$/,
  );
  await head();
  expect(await loose()).toEqual([]);

  await lab.keeper.executeAll();
  await head();
  expect((await orders())[1]?.status).toBe('Filled');
  await head();
  expect(await loose()).toEqual([{ token: 'USDC', amount: parseUnits('150', 6), marginAccount: margin.id }]);
  expect(await looseAlerts()).toHaveLength(1);

  // Planned anew, it has what it needs.
  await work(await plan([usdc('addCollateral', margin.id, '150')]));
  await lab.keeper.executeAll();
  await head();
  await head();
  expect(await loose()).toEqual([]);
  expect(await looseAlerts()).toEqual([]);
});
