import { encodeFunctionData, parseEther } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { erc20Abi } from '../../abis/erc20.js';
import { receiptOf } from '../../src/lab/receiptOf.js';
import type { CollateralKind, CollateralTerms, TradeTerms } from '../../src/model/order.js';
import { bps, tokenAmount, wad } from '../../src/model/units.js';
import { lyra } from '../../src/venues/lyra/lyra.js';
import { perpV2 } from '../../src/venues/perp-v2/perpV2.js';
import { wallet } from '../../src/venues/wallet/wallet.js';
import { useLab } from '../lab.js';
import { openRowDesk } from './rowDesk.js';

const lab = useLab();

async function desk() {
  const { chainId, url, wsUrl, venues, tokens } = lab();
  const account = await lab().createAccount({ sUSD: 4_000, USDC: 2_500 });
  await lab().openBook(account, {
    options: [
      { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 2, collateral: 2500 },
      { expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 2, collateral: 1500 },
    ],
    perp: { size: 4, margin: 2_500 },
  });
  await lab().advance(3_600);
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
  /** Somebody with the same key sends sUSD away, all but so much. */
  async function leave(left: string): Promise<void> {
    const { address } = tokens.sUSD;
    const held = await lab().publicClient.readContract({
      ...{ address, abi: erc20Abi, functionName: 'balanceOf', args: [account.address] },
    });
    await lab().testClient.impersonateAccount({ address: account.address });
    const args = ['0x000000000000000000000000000000000000dEaD', held - parseEther(left)] as const;
    const hash = await lab().testClient.request<{
      Method: 'eth_sendTransaction';
      Parameters: readonly [object];
      ReturnType: `0x${string}`;
    }>({
      method: 'eth_sendTransaction',
      params: [
        {
          from: account.address,
          to: address,
          data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args }),
        },
      ],
    });
    await receiptOf(lab().publicClient, hash);
    await lab().testClient.stopImpersonatingAccount({ address: account.address });
  }
  return { ...opened, account, leave };
}

const sUSD = (kind: CollateralKind, marginAccount: string, amount: string): CollateralTerms => ({
  ...{ kind, venue: 'lyra', marginAccount, token: 'sUSD', decimals: 18, amount: tokenAmount(parseEther(amount)) },
});
const sale = (quantity: string): TradeTerms => ({
  ...{ kind: 'trade', venue: 'perp-v2', instrument: 'perp-v2 ETH', position: 'perp-v2 ETH', side: 'Sell' },
  ...{ quantity: wad(parseEther(quantity)), reduceOnly: true, maxSlippage: bps(50) },
});

test('behavior: the wallet holds less than the plan believed: the step ends with the reason, the rest is called off, what is left is explained', async () => {
  const { plan, work, orders, loose, head, looseAlerts, leave } = await desk();
  const row = [
    sUSD('removeCollateral', 'lyra #1', '400'),
    sUSD('addCollateral', 'lyra #2', '400'),
    sUSD('removeCollateral', 'lyra #2', '10'),
  ];
  const works = await plan(row, 'survive');
  // Between the withdrawal and the deposit, by somebody with the same key.
  const [first] = works;
  if (!first) throw new Error('no first step');
  await work([first]);
  await leave('250');
  await work(works.slice(1));
  const [, second, third] = await orders();
  expect(second).toMatchObject({ status: 'Rejected' });
  expect(second?.text).not.toBe('');
  expect(third?.status).toBe('Canceled');
  expect(third?.text).toMatch(/^step 2 of 3 \(order [0-9a-f-]+\), which it takes for granted, is not done$/);
  await head();
  expect(await loose()).toEqual([{ token: 'sUSD', amount: parseEther('250'), marginAccount: 'lyra #1' }]);
  expect(await looseAlerts()).toHaveLength(1);

  // What was left is gone too: there is nothing to explain any more, and money that comes later is other money.
  await leave('0');
  await head();
  expect(await looseAlerts()).toEqual([]);
});

test('behavior: a step that fails half way takes the later ones of its row with it, whatever they are for', async () => {
  const { plan, work, orders, loose, head, looseAlerts } = await desk();
  const works = await plan(
    [sUSD('removeCollateral', 'lyra #1', '900'), sUSD('addCollateral', 'lyra #2', '900')],
    'survive',
  );
  // The call is worth more by the time it is sent, and Lyra keeps what covers it.
  await lab().moveMarket(2_450);
  await work(works);
  const [first, second] = await orders();
  expect(first).toMatchObject({ status: 'Rejected' });
  expect(second?.status).toBe('Canceled');
  expect(second?.text).toMatch(/^step 1 of 2 \(order [0-9a-f-]+\), which it takes for granted, is not done$/);
  await head();
  expect(await loose()).toEqual([]);
  expect(await looseAlerts()).toEqual([]);
});

test('behavior: the quote moves between plan and send: the sale is not made, and nothing is withdrawn on its strength', async () => {
  const { plan, work, orders, loose, head, look } = await desk();
  const cross = async () =>
    (await look()).readings.flatMap(({ marginAccounts }) => marginAccounts).find(({ id }) => id === 'perp-v2 cross');
  const before = await cross();
  const works = await plan([
    sale('2'),
    {
      ...{ kind: 'removeCollateral', venue: 'perp-v2', marginAccount: 'perp-v2 cross', token: 'USDC', decimals: 6 },
      amount: tokenAmount(300_000_000n),
    },
  ]);
  await lab().moveMarket(1_900);
  await work(works);
  const [first, second] = await orders();
  expect(first?.status).toBe('Rejected');
  expect(first?.text).not.toBe('');
  expect(second).toMatchObject({ status: 'Canceled' });
  await head();
  expect((await cross())?.collateralAmount).toBe(before?.collateralAmount);
  expect(await loose()).toEqual([]);
});
