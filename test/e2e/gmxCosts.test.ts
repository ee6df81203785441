import { expect, onTestFinished, test } from 'vitest';
import { wei } from '../../src/model/units.js';
import { useGmxLab } from '../gmxLab.js';
import { createGmxTrader } from '../gmxTrader.js';
import { startRpcProxy } from '../rpcProxy.js';
import { expectForetold, foretold } from './foretold.js';
import { asked, deleverage, finished, hedge, holder, keepGmx, topUp } from './gmxDesk.js';

const lab = useGmxLab();

/** What the next block asks for: left alone, it falls by an eighth with each block of a quiet chain. */
const becomes = (baseFeePerGas: bigint) => lab().testClient.setNextBlockBaseFeePerGas({ baseFeePerGas });
/** Gas that is a part of the cost, and so dear that the tip of the lab's keeper, which Arbitrum drops, hardly counts. */
const dear = 40n * 10n ** 9n;

const short = { isLong: false, size: 5, collateral: 1_000 };

for (const [what, account, rule, kind] of [
  ['a hedge', () => lab().createAccount({ USDC: 20_000, WETH: 5 }), hedge, 'trade'],
  ['a top-up', () => holder(lab(), { USDC: 30_000 }, short), topUp, 'addCollateral'],
  ['a deleveraging', () => holder(lab(), {}, short), deleverage, 'trade'],
] as const) {
  test(`default: ${what} at GMX costs what was foretold of it, keepers included, within a tenth`, async () => {
    await becomes(10n ** 6n);
    const owner = await account();
    const { venue } = await createGmxTrader(lab());
    await becomes(dear);
    await lab().testClient.mine({ blocks: 1 });
    const proxy = await startRpcProxy(lab(), onTestFinished);
    proxy.intercept = async (request, forward) => {
      if (request.method === 'eth_sendRawTransaction') await becomes(dear);
      return forward();
    };
    const keeper = await keepGmx(lab(), owner, { rules: [rule], endpoints: [proxy.wsUrl] }, onTestFinished);
    for (const key of await asked(keeper)) {
      await becomes(dear);
      expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'executed' });
    }
    const [story] = await finished(keeper, 1);
    if (!story) throw new Error('no order');
    expect(story).toMatchObject({ order: { status: 'Filled', terms: { kind } }, venueOrders: [{ status: 'Filled' }] });
    expectForetold(foretold(keeper.ticks, venue, story, wei(0n)));
  });
}
