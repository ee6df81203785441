import { expect, test } from 'vitest';
import { createAaveTrader, loan } from '../../../test/aaveTrader.js';
import { useWholeLab } from '../../../test/lab.js';
import { headOf, readAt } from '../../../test/perpV2Trader.js';
import { driftsOver } from '../../assess/margin/marginDrift.js';
import { createLabChain } from '../../lab/chain.js';
import { bps, toFloat } from '../../model/units.js';
import { accountOf } from './account.js';

const lab = useWholeLab();

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
