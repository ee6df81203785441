import { parseEther } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { CollateralKind, CollateralTerms } from '../../src/model/order.js';
import { tokenAmount } from '../../src/model/units.js';
import { lyra } from '../../src/venues/lyra/lyra.js';
import { perpV2 } from '../../src/venues/perp-v2/perpV2.js';
import { wallet } from '../../src/venues/wallet/wallet.js';
import { useLab } from '../lab.js';
import { openRowDesk } from './rowDesk.js';

const lab = useLab();

/** Two short options, one with much and one with little collateral, and nothing in the wallet. */
async function desk() {
  const { chainId, url, wsUrl, venues, tokens } = lab();
  const account = await lab().createAccount({ sUSD: 4_000, USDC: 3_000 });
  await lab().openBook(account, {
    options: [
      { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 2, collateral: 2500 },
      { expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 2, collateral: 1500 },
    ],
    perp: { size: 2, margin: 2_000 },
  });
  const opened = await openRowDesk(
    {
      ...{ chainId, url, wsUrl, account },
      venues: [
        { kind: lyra, deployment: venues.lyra, names: ['ETH'], tokens },
        { kind: perpV2, deployment: venues['perp-v2'], names: ['ETH'], tokens },
        { kind: wallet, deployment: {}, names: ['USDC', 'sUSD'], tokens },
      ],
    },
    onTestFinished,
  );
  return { ...opened, account };
}

const sUSD = (kind: CollateralKind, marginAccount: string, amount: string): CollateralTerms => ({
  ...{ kind, venue: 'lyra', marginAccount, token: 'sUSD', decimals: 18, amount: tokenAmount(parseEther(amount)) },
});

test('default: a row goes step by step, and leaves nothing loose', async () => {
  const { plan, work, orders, loose, head, looseAlerts } = await desk();
  await work(await plan([sUSD('removeCollateral', 'lyra #1', '400'), sUSD('addCollateral', 'lyra #2', '400')]));
  expect(await orders()).toMatchObject([{ status: 'Filled' }, { status: 'Filled' }]);
  await head();
  expect(await loose()).toEqual([]);
  expect(await looseAlerts()).toEqual([]);
});

test('behavior: a process that dies between two steps leaves what it took out known, explained, and planned anew', async () => {
  const { plan, crash, work, orders, loose, head, looseAlerts } = await desk();
  const row = [sUSD('removeCollateral', 'lyra #1', '400'), sUSD('addCollateral', 'lyra #2', '400')];
  // The first transaction is the withdrawal; the second, the permission for the deposit, is never signed.
  await crash(await plan(row), { at: 'sign', transaction: 1 });
  expect(await orders()).toMatchObject([
    { status: 'Filled' },
    { status: 'Canceled', text: 'interrupted before anything was sent' },
  ]);
  await head();
  expect(await loose()).toEqual([{ token: 'sUSD', amount: parseEther('400'), marginAccount: 'lyra #1' }]);
  const [alert] = await looseAlerts();
  expect(alert).toMatch(/^in the wallet lie 400 sUSD from lyra #1; step 2 of 2 \(order [0-9a-f-]+, addCollateral/);
  expect(alert).toContain('ended Canceled: interrupted before anything was sent');

  await work(await plan([sUSD('addCollateral', 'lyra #2', '150')]));
  await head();
  expect(await loose()).toMatchObject([{ amount: parseEther('250') }]);
  await work(await plan([sUSD('addCollateral', 'lyra #1', '250')]));
  await head();
  expect(await loose()).toEqual([]);
  expect(await looseAlerts()).toEqual([]);
});

test('behavior: a process that dies before the first step is signed leaves nothing, and begins neither later', async () => {
  const { plan, crash, orders, loose, head, looseAlerts } = await desk();
  const row = [sUSD('removeCollateral', 'lyra #1', '400'), sUSD('addCollateral', 'lyra #2', '400')];
  await crash(await plan(row), { at: 'sign', transaction: 0 });
  await head();
  expect(await orders()).toMatchObject([{ status: 'Canceled' }, { status: 'Canceled' }]);
  expect(await loose()).toEqual([]);
  expect(await looseAlerts()).toEqual([]);
});
