import { expect, onTestFinished, test } from 'vitest';
import { clearingHouseAbi } from '../../abis/perp-v2.js';
import { fromFloat, milliseconds, toFloat, unixMillis } from '../../src/model/units.js';
import { captureParents } from '../../src/record/captureParents.js';
import { executionsOf } from '../../src/record/queries/executions.js';
import { parentsById } from '../../src/record/queries/parentOrders.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { collateral, createPerpV2Trader, trade } from '../perpV2Trader.js';
import { runKeeper } from '../runKeeper.js';
import { expectReplayed } from './expectReplayed.js';
import { settledAccount } from './story.js';

const lab = useLab();

/** Says nothing to anything that happens here. */
const idle = { hedge: 'ETH', when: 'abs(delta) > 1000', to: 0, on: 'perp-v2 ETH', maxSlippage: '200bps' };

test('default: a fifth of what others trade on real contracts, never more, and what is left in the end expires', async () => {
  const account = await settledAccount(lab(), { USDC: 20_000 }, { options: [], perp: { size: 0, margin: 8_000 } });
  const crowd = await createPerpV2Trader(lab(), 200_000);
  await crowd.carryOut(collateral('addCollateral', '200000'));
  const keeper = await runKeeper(lab(), account, { rules: [idle] }, onTestFinished);
  await keeper.quiet();
  const [strategy] = keeper.config.strategies;
  if (!strategy) throw new Error('there is no book');
  const share = 0.2;
  const parent = sampleParent({
    ...{ strategy: strategy.name, account: strategy.account, chainId: lab().chainId },
    createdAt: unixMillis(Number((await lab().publicClient.getBlock()).timestamp) * 1_000),
    terms: {
      ...{ side: 'Buy', ordType: 'Market', price: null, quantity: fromFloat(8, 'down') },
      algorithm: { kind: 'pov', share, over: milliseconds(3_600_000), jitter: 0.3 },
    },
  });
  await captureParents(keeper.ledger, [parent]);
  await keeper.idle(2);
  const ours = async () => {
    const [found] = await parentsById(keeper.ledger, [parent.id]);
    if (!found) throw new Error('there is no such order');
    return found.state;
  };
  expect((await ours()).status).toBe('New');

  const from = (await lab().publicClient.getBlockNumber()) + 1n;
  /** USD that everybody has traded since, by the ClearingHouse's own events: who keeps the pool at its oracle's price trades too. */
  const traded = async () => {
    const { clearingHouse } = lab().venues['perp-v2'];
    const events = { abi: clearingHouseAbi, eventName: 'PositionChanged', fromBlock: from } as const;
    const changes = await lab().publicClient.getContractEvents({ ...events, address: clearingHouse });
    return changes.reduce((sum, { args }) => sum + Math.abs(Number(args.exchangedPositionNotional) / 1e18), 0);
  };
  for (const [side, size] of [
    ['Buy', '3'],
    ['Sell', '5'],
    ['Buy', '0.1'],
    ['Sell', '2'],
  ] as const) {
    await crowd.carryOut(trade(side, size));
    for (let i = 0; i < 3; i++) {
      await lab().advance(60);
      await keeper.quiet();
    }
    const own = toFloat((await ours()).grossTradeAmt);
    expect(own).toBeGreaterThan(0);
    // A thousandth: dollars of the moment at which it was looked at.
    expect(own).toBeLessThanOrEqual(share * (await traded()) * 1.001);
  }
  const { cumQty, grossTradeAmt, status } = await ours();
  expect(status).toBe('PartiallyFilled');
  // A fiftieth of the order may wait, a third more by the jitter, and a share of what it traded itself at last.
  expect(toFloat(grossTradeAmt)).toBeGreaterThan(0.9 * share * (await traded()) - 300);
  expect(cumQty).toBe(await onChain(lab(), account.address).perpSize());

  await lab().advance(3_600);
  await keeper.idle(2);
  expect(await ours()).toMatchObject({ status: 'Expired', cumQty });
  const [last] = (await executionsOf(keeper.ledger, parent.id)).slice(-1);
  expect(last?.text).toBe('its time is over: the market has traded too little for a share of 20 %');
  await expectReplayed(keeper);
}, 60_000);
