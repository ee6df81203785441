import { expect, test } from 'vitest';
import { accountBalanceAbi, clearingHouseAbi, vaultAbi } from '../../../abis/perp-v2.js';
import { useLab } from '../../../test/lab.js';
import { collateral, createPerpV2Trader, headOf, inTwoMinutes, readAt, trade } from '../../../test/perpV2Trader.js';
import { listSecondMarket } from '../../../test/secondPerpV2Market.js';
import { bps } from '../../model/units.js';
import { freeCollateralByRatio, withdrawable } from './margin.js';
import { perpV2 } from './perpV2.js';

const lab = useLab();

/** Watches ETH only; BTC is configured. */
async function inTwoMarkets() {
  const markets = { ETH: lab().venues['perp-v2'].markets.ETH, BTC: await listSecondMarket(lab(), 30_000) };
  const trader = await createPerpV2Trader(lab(), 50_000, markets);
  await trader.carryOut(collateral('addCollateral', '6000'));
  await trader.carryOut(trade('Buy', '4'));
  return { trader, markets };
}

const btc = (side: 'Buy' | 'Sell', quantity: string) => trade(side, quantity, { instrument: 'perp-v2 BTC' });

test('invariant: two markets share one margin, to the wei', async () => {
  const { trader, markets } = await inTwoMarkets();
  // A market that is neither watched nor held is left out until something is held there.
  expect((await trader.read()).markets.map((market) => market.instrument.id)).toEqual(['perp-v2 ETH']);
  const both = perpV2.open({
    deployment: { clearingHouse: lab().venues['perp-v2'].clearingHouse, markets },
    account: trader.address,
    names: ['ETH', 'BTC'],
    tokens: lab().tokens,
  });
  const venue = await readAt(lab(), both, await headOf(lab()));
  const head = await headOf(lab());
  const watching = await readAt(lab(), venue.read(head), head);
  const [request] = venue.prepare(watching, btc('Sell', '0.5'), inTwoMinutes(head));
  if (!request) throw new Error('expected a transaction');
  expect((await trader.send(request)).status).toBe('success');

  for (const price of [2000, 2150]) {
    await lab().moveMarket(price);
    const { detail, marginAccounts, positions } = await trader.read();
    expect(positions.map((position) => position.id)).toEqual(['perp-v2 ETH', 'perp-v2 BTC']);
    expect(marginAccounts[0]?.underlyings).toEqual(['BTC', 'ETH']);
    const { perp } = lab().contracts;
    const { publicClient } = lab();
    const args = [trader.address] as const;
    const vault = { address: perp.Vault.address, abi: vaultAbi };
    expect(marginAccounts[0]?.equity).toBe(
      await publicClient.readContract({
        address: perp.ClearingHouse.address,
        abi: clearingHouseAbi,
        functionName: 'getAccountValue',
        args,
      }),
    );
    expect(marginAccounts[0]?.maintenance).toBe(
      await publicClient.readContract({
        address: perp.AccountBalance.address,
        abi: accountBalanceAbi,
        functionName: 'getMarginRequirementForLiquidation',
        args,
      }),
    );
    expect(freeCollateralByRatio(detail, 6, detail.imRatio)).toBe(
      await publicClient.readContract({
        ...vault,
        functionName: 'getFreeCollateralByRatio',
        args: [trader.address, detail.imRatio],
      }),
    );
    expect(withdrawable(detail, 6)).toBe(
      await publicClient.readContract({
        ...vault,
        functionName: 'getFreeCollateralByToken',
        args: [trader.address, perp.USDC.address],
      }),
    );
  }

  // The larger requirement is reduced: half a BTC against four ETH.
  const reading = await trader.read();
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  const target = account.health * 1.2;
  const terms = trader.venue.reductionFor(reading, account, target, bps(20));
  expect(terms).toMatchObject({ instrument: 'perp-v2 BTC', side: 'Buy', reduceOnly: true });
  if (!terms) throw new Error('expected a reduction');
  await trader.carryOut(terms);
  const { health } = (await trader.read()).marginAccounts[0] ?? { health: 0 };
  expect(health).toBeGreaterThanOrEqual(target);
  expect(health).toBeLessThan(target * 1.01);
});
