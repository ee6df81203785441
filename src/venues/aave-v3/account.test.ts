import fc from 'fast-check';
import { encodeFunctionData, parseAbi } from 'viem';
import { expect, test } from 'vitest';
import { createAaveTrader, loan } from '../../../test/aaveTrader.js';
import { useAaveLab } from '../../../test/lab.js';
import { headOf, readAt } from '../../../test/perpV2Trader.js';
import { driftsOver } from '../../assess/margin/marginDrift.js';
import type { AaveToken } from '../../lab/aaveV3.js';
import { createLabChain } from '../../lab/chain.js';
import type { CollateralKind } from '../../model/order.js';
import { bps, toFloat, tokenAmount, wei } from '../../model/units.js';
import { accountOf } from './account.js';

const lab = useAaveLab();

const funds = { USDC: 200_000, WETH: 100, sUSD: 100_000, WBTC: 5 };

/** What the Pool says of an account, at the newest block. */
async function theirs(address: string) {
  const [collateral, debt, , threshold, ltv, health] = await createLabChain(lab().url).read<readonly bigint[]>(
    lab().contracts.aave.Pool,
    'getUserAccountData',
    [address],
  );
  return { collateral, debt, threshold, ltv, health };
}

async function expectAsStated(trader: Awaited<ReturnType<typeof createAaveTrader>>) {
  const reading = await trader.read();
  const { collateral, debt, threshold, ltv, health } = accountOf(reading.detail);
  expect({ collateral, debt, threshold, ltv, health: health ?? 2n ** 256n - 1n }).toEqual(await theirs(trader.address));
  expect(reading.detail.doubt).toBeNull();
  const stated = trader.venue.stated?.(reading);
  if (stated) expect(driftsOver(await readAt(lab(), stated, await headOf(lab())), bps(0))).toEqual([]);
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  for (const underlying of account.underlyings) {
    const at = trader.venue.marginAt(
      reading,
      account,
      underlying,
      toFloat(reading.prices[underlying] ?? account.equity),
    );
    expect(at).toEqual({ equity: toFloat(account.equity), maintenance: toFloat(account.maintenance) });
  }
  return reading;
}

test('default: an account of several reserves is what the Pool says, to the unit, also later and at other prices', async () => {
  const trader = await createAaveTrader(lab(), funds);
  await expectAsStated(trader);
  await trader.carryOut(loan('addCollateral', 'WETH', '12.345678901234567891'));
  await expectAsStated(trader);
  await trader.carryOut(loan('addCollateral', 'USDC', '5001.234567'));
  await trader.carryOut(loan('borrow', 'USDC', '3333.333333'));
  await expectAsStated(trader);
  await trader.carryOut(loan('borrow', 'WETH', '1.111111111111111111'));
  await lab().advance(30 * 86_400);
  await expectAsStated(trader);
  await lab().moveMarket(1771.3);
  const reading = await expectAsStated(trader);
  expect(reading.positions.map(({ id }) => id)).toEqual([
    'aave-v3 USDC supplied',
    'aave-v3 USDC debt',
    'aave-v3 WETH supplied',
    'aave-v3 WETH debt',
  ]);
});

const byHand = parseAbi([
  'function setUserEMode(uint8 category)',
  'function setUserUseReserveAsCollateral(address asset, bool use)',
  'function borrow(address asset, uint256 amount, uint256 mode, uint16 referral, address onBehalfOf)',
]);

type Trader = Awaited<ReturnType<typeof createAaveTrader>>;

async function sendByHand(trader: Trader, data: `0x${string}`) {
  const { status } = await trader.send({ to: lab().contracts.aave.Pool.address, data, value: wei(0n) });
  if (status !== 'success') throw new Error('by hand, it reverted');
}

const assetOf = (symbol: AaveToken) => lab().contracts.aave.reserves[symbol].token.address;

test('behavior: an efficiency mode counts by its own threshold, and lends only its own', async () => {
  const trader = await createAaveTrader(lab(), funds);
  await trader.carryOut(loan('addCollateral', 'sUSD', '10000'));
  await trader.carryOut(loan('borrow', 'USDC', '5500'));
  const before = await expectAsStated(trader);
  await sendByHand(trader, encodeFunctionData({ abi: byHand, functionName: 'setUserEMode', args: [1] }));
  const after = await expectAsStated(trader);
  expect(after.marginAccounts[0]?.health ?? 0).toBeGreaterThan(1.2 * (before.marginAccounts[0]?.health ?? 9));
  const way = (kind: CollateralKind, symbol: string) =>
    trader.venue.ways?.(after).find((one) => one.kind === kind && one.token.symbol === symbol);
  expect(way('borrow', 'WETH')?.closed).toMatch(/efficiency mode dollars/);
  expect(way('addCollateral', 'sUSD')?.equity).toBeCloseTo(0.95, 12);
  await trader.carryOut(loan('borrow', 'USDC', '3000'));
  await expectAsStated(trader);
});

test('behavior: isolated collateral counts once it is enabled, and backs dollars up to its ceiling', async () => {
  const trader = await createAaveTrader(lab(), { ...funds, WBTC: 50 });
  const wayNow = async (kind: CollateralKind, symbol: string) =>
    trader.venue.ways?.(await trader.read()).find((one) => one.kind === kind && one.token.symbol === symbol);
  expect((await wayNow('addCollateral', 'WBTC'))?.closed).toMatch(/isolated/);
  const { Pool } = lab().contracts.aave;
  const chain = createLabChain(lab().url);
  await lab().testClient.impersonateAccount({ address: trader.address });
  const from = { from: trader.address };
  const amount = 30n * 10n ** 8n;
  await chain.send(lab().contracts.aave.reserves.WBTC.token, 'approve', [Pool.address, amount], from);
  await chain.send(Pool, 'supply', [assetOf('WBTC'), amount, trader.address, 0], from);
  const loose = await expectAsStated(trader);
  expect(loose.positions.map(({ id, marginAccount, value }) => [id, marginAccount, value])).toEqual([
    ['aave-v3 WBTC supplied', null, 1_800_000n * 10n ** 18n],
  ]);
  expect((await wayNow('addCollateral', 'WBTC'))?.closed).toMatch(/not enabled/);
  const use = [assetOf('WBTC'), true] as const;
  await sendByHand(
    trader,
    encodeFunctionData({ abi: byHand, functionName: 'setUserUseReserveAsCollateral', args: use }),
  );
  await expectAsStated(trader);
  expect((await wayNow('borrow', 'WETH'))?.closed).toMatch(/isolated/);
  expect((await wayNow('borrow', 'USDC'))?.most).toBe(1_000_000n * 10n ** 6n);
  await trader.carryOut(loan('borrow', 'USDC', '400000'));
  await expectAsStated(trader);
  expect((await wayNow('borrow', 'USDC'))?.most).toBe(600_000n * 10n ** 6n);
  await expect(trader.carryOut(loan('borrow', 'USDC', '600001'))).rejects.toThrow(/debt ceiling of WBTC/);
});

test('behavior: debt at a stable rate is read and counted, and not repaid by ballast', async () => {
  const trader = await createAaveTrader(lab(), funds);
  await trader.carryOut(loan('addCollateral', 'WETH', '10'));
  const { Configurator } = lab().contracts.aave;
  await createLabChain(lab().url).send(Configurator, 'setReserveStableRateBorrowing', [assetOf('sUSD'), true]);
  const terms = [assetOf('sUSD'), 3_000n * 10n ** 18n, 1n, 0, trader.address] as const;
  await sendByHand(trader, encodeFunctionData({ abi: byHand, functionName: 'borrow', args: terms }));
  await lab().advance(40 * 86_400);
  const reading = await expectAsStated(trader);
  const debt = reading.positions.find(({ id }) => id === 'aave-v3 sUSD debt');
  expect(debt && toFloat(debt.quantity)).toBeLessThan(-3_000);
  expect(debt?.carry ?? 0).toBeLessThan(0);
  await expect(trader.carryOut(loan('repay', 'sUSD', '10'))).rejects.toThrow(/at the variable rate/);
});

test('invariant: whatever is held, owed and configured, the account is what the Pool says, to the unit', async () => {
  const step = fc.record({
    kind: fc.constantFrom('addCollateral', 'borrow', 'repay', 'removeCollateral'),
    token: fc.constantFrom<AaveToken>('USDC', 'WETH', 'sUSD'),
    share: fc.integer({ min: 1, max: 999 }),
    price: fc.integer({ min: 1_500_00000000, max: 2_500_00000000 }),
    threshold: fc.integer({ min: 7_000, max: 9_000 }),
    seconds: fc.integer({ min: 1, max: 5_000_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 7 }), async (steps) => {
      const trader = await createAaveTrader(lab(), funds, ['USDC', 'WETH', 'sUSD']);
      await trader.carryOut(loan('addCollateral', 'WETH', '5'));
      for (const { kind, token, share, price, threshold, seconds } of steps) {
        const reading = await trader.read();
        const way = trader.venue.ways?.(reading).find((one) => one.kind === kind && one.token.symbol === token);
        const held = reading.funding.find((row) => row.token.symbol === token)?.balance ?? 0n;
        const paysIn = kind === 'addCollateral' || kind === 'repay';
        const most = !way || way.closed ? 0n : paysIn && held < way.most ? held : way.most;
        const amount = tokenAmount((most * BigInt(share)) / 1_100n);
        if (amount > 0n) {
          const { decimals } = lab().contracts.aave.reserves[token];
          const base = { venue: 'aave-v3', marginAccount: 'aave-v3 account', token, decimals, amount };
          expect(await trader.carryOut({ ...base, kind: kind as CollateralKind })).toHaveLength(1);
        }
        await lab().aave.setPrice('WETH', price / 1e8);
        await lab().aave.collateral(token, { ltv: 6_500, threshold, bonus: 10_500 });
        await lab().testClient.increaseTime({ seconds });
        await lab().testClient.mine({ blocks: 1 });
        const after = await expectAsStated(trader);
        const [account] = after.marginAccounts;
        const worth = after.positions.reduce((sum, { value }) => sum + value, account?.equity ?? 0n);
        const { collateral, debt } = accountOf(after.detail);
        expect(worth).toBe((collateral - debt) * 10n ** 10n);
      }
    }),
    { numRuns: 5 },
  );
});

test('behavior: margin at another price and later is what is read once the market is there', async () => {
  const trader = await createAaveTrader(lab(), funds);
  await trader.carryOut(loan('addCollateral', 'WETH', '10'));
  await trader.carryOut(loan('borrow', 'USDC', '12000'));
  const before = await trader.read();
  const [account] = before.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  await lab().moveMarket(1650);
  const after = await trader.read();
  const seconds = after.detail.at - before.detail.at;
  const at = trader.venue.marginAt(before, account, 'ETH', 1650, { seconds });
  const [now] = after.marginAccounts;
  expect(at).toEqual({
    equity: toFloat(now?.equity ?? account.equity),
    maintenance: toFloat(now?.maintenance ?? account.equity),
  });
  expect(trader.venue.marginAt(before, account, 'BTC', 1)).toEqual({
    equity: toFloat(account.equity),
    maintenance: toFloat(account.maintenance),
  });
  expect(trader.venue.marginAt(before, account, 'ETH', Number.NaN)).toEqual({
    equity: Number.NaN,
    maintenance: Number.NaN,
  });
});

test('behavior: at high rates and over years debt compounds to the third order, as the Pool reckons it', async () => {
  const trader = await createAaveTrader(lab(), funds);
  await trader.carryOut(loan('addCollateral', 'WETH', '100'));
  await trader.carryOut(loan('borrow', 'USDC', '1000'));
  await lab().aave.drain('USDC', 10);
  await lab().testClient.increaseTime({ seconds: 3 * 31_536_000 });
  await lab().testClient.mine({ blocks: 1 });
  const { positions } = await expectAsStated(trader);
  const debt = positions.find(({ id }) => id === 'aave-v3 USDC debt');
  expect(debt && toFloat(debt.quantity)).toBeLessThan(-5_000);
});
