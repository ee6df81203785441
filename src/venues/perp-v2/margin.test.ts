import { expect, test } from 'vitest';
import { accountBalanceAbi, clearingHouseAbi, vaultAbi } from '../../../abis/perp-v2.js';
import { useLab } from '../../../test/lab.js';
import type { PerpV2Trader } from '../../../test/perpV2Trader.js';
import { asOwner, collateral, createPerpV2Trader, trade } from '../../../test/perpV2Trader.js';
import { bps } from '../../model/units.js';
import { freeCollateralByRatio, unrealizedPnl, withdrawable } from './margin.js';

const lab = useLab();
const USDC = 6;

/** What the contracts say of an account at the head. */
async function stated(trader: PerpV2Trader) {
  const { perp } = lab().contracts;
  const { publicClient } = lab();
  const house = { address: perp.ClearingHouse.address, abi: clearingHouseAbi };
  const vault = { address: perp.Vault.address, abi: vaultAbi };
  const balances = { address: perp.AccountBalance.address, abi: accountBalanceAbi };
  const args = [trader.address] as const;
  const [, unrealized] = await publicClient.readContract({ ...balances, functionName: 'getPnlAndPendingFee', args });
  return {
    equity: await publicClient.readContract({ ...house, functionName: 'getAccountValue', args }),
    maintenance: await publicClient.readContract({
      ...balances,
      functionName: 'getMarginRequirementForLiquidation',
      args,
    }),
    unrealized,
    free: await publicClient.readContract({
      ...vault,
      functionName: 'getFreeCollateralByRatio',
      args: [trader.address, 100_000],
    }),
    freeToReduce: await publicClient.readContract({
      ...vault,
      functionName: 'getFreeCollateralByRatio',
      args: [trader.address, 62_500],
    }),
    withdrawable: await publicClient.readContract({
      ...vault,
      functionName: 'getFreeCollateralByToken',
      args: [trader.address, perp.USDC.address],
    }),
  };
}

async function computed(trader: PerpV2Trader) {
  const { detail, marginAccounts } = await trader.read();
  const [account] = marginAccounts;
  return {
    equity: account?.equity,
    maintenance: account?.maintenance,
    unrealized: unrealizedPnl(detail),
    free: freeCollateralByRatio(detail, USDC, detail.imRatio),
    freeToReduce: freeCollateralByRatio(detail, USDC, detail.mmRatio),
    withdrawable: withdrawable(detail, USDC),
  };
}

async function expectAgreement(trader: PerpV2Trader): Promise<void> {
  expect(await computed(trader)).toEqual(await stated(trader));
}

test('default', async () => {
  const trader = await createPerpV2Trader(lab(), 10_000);
  await expectAgreement(trader);
  await trader.carryOut(collateral('addCollateral', '3333.333333'));
  await expectAgreement(trader);
});

for (const side of ['Buy', 'Sell'] as const) {
  const back = side === 'Buy' ? 'Sell' : 'Buy';

  test(`invariant: a ${side} agrees with the contracts to the wei through profit, loss, reduction and flip`, async () => {
    const trader = await createPerpV2Trader(lab(), 50_000);
    await trader.carryOut(collateral('addCollateral', '10000'));
    await trader.carryOut(trade(side, '7.123456789012345678'));
    await expectAgreement(trader);
    for (const price of [2111.11, 1899.37]) {
      await lab().moveMarket(price);
      await expectAgreement(trader);
      await trader.carryOut(trade(back, '1.3'));
      await expectAgreement(trader);
    }
    await trader.carryOut(trade(back, '9'));
    await expectAgreement(trader);
    await trader.carryOut(collateral('removeCollateral', '1234.567891'));
    await expectAgreement(trader);
  });

  test(`invariant: a ${side} agrees with the contracts when funding has accrued`, async () => {
    const trader = await createPerpV2Trader(lab(), 50_000);
    await trader.carryOut(collateral('addCollateral', '10000'));
    await trader.carryOut(trade(side, '3'));
    // A large trade of somebody else leaves the pool away from the index, and time makes it funding.
    const other = await createPerpV2Trader(lab(), 1_000_000);
    await other.carryOut(collateral('addCollateral', '900000'));
    await other.carryOut(trade('Buy', '150', { maxSlippage: bps(1000) }));
    await lab().testClient.increaseTime({ seconds: 1200 });
    await lab().testClient.mine({ blocks: 1 });
    const { detail } = await trader.read();
    expect(detail.markets['ETH']?.pendingFunding).not.toBe(0n);
    await expectAgreement(trader);
    await trader.carryOut(trade(side, '1'));
    expect((await trader.read()).detail.owedRealizedPnl).not.toBe(0n);
    await expectAgreement(trader);
  });

  test(`invariant: a ${side} agrees with the contracts under water`, async () => {
    const trader = await createPerpV2Trader(lab(), 2_000);
    await trader.carryOut(collateral('addCollateral', '2000'));
    await trader.carryOut(trade(side, '8'));
    await lab().moveMarket(side === 'Buy' ? 1700 : 2300);
    const [account] = (await trader.read()).marginAccounts;
    expect(account?.health).toBeLessThan(1);
    await expectAgreement(trader);
  });

  test(`invariant: a ${side} agrees with the contracts while its market is paused, and once it is closed`, async () => {
    const { BaseToken } = lab().contracts.perp;
    const trader = await createPerpV2Trader(lab(), 10_000);
    await trader.carryOut(collateral('addCollateral', '4000'));
    await trader.carryOut(trade(side, '2.5'));
    await asOwner(lab(), BaseToken, 'pause', []);
    expect((await trader.read()).markets[0]?.closed).toMatch(/paused/);
    await expectAgreement(trader);
    await asOwner(lab(), BaseToken, 'close', [1_950n * 10n ** 18n]);
    expect((await trader.read()).markets[0]?.closed).toMatch(/closed for good/);
    expect((await trader.read()).markets[0]?.mark).toBe(1_950n * 10n ** 18n);
    await expectAgreement(trader);
  });
}

test('behavior: the health that is read is the one the protocol liquidates by', async () => {
  const trader = await createPerpV2Trader(lab(), 2_000);
  await trader.carryOut(collateral('addCollateral', '2000'));
  await trader.carryOut(trade('Buy', '8'));
  for (const price of [1900, 1880, 1870, 1860, 1850]) {
    await lab().moveMarket(price);
    const before = (await trader.read()).marginAccounts[0];
    const liquidations = await lab().liquidate([trader.address]);
    expect(liquidations.length > 0).toBe((before?.health ?? 0) < 1);
    if (liquidations.length > 0) return;
  }
  throw new Error('the account was never liquidated');
});
