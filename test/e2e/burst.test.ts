import { expect, onTestFinished, test } from 'vitest';
import { isParentOpen } from '../../src/model/parentOrder.js';
import { fromFloat, unixMillis } from '../../src/model/units.js';
import { captureParents } from '../../src/record/captureParents.js';
import { attemptsOf } from '../../src/record/queries/attempts.js';
import { parentsById } from '../../src/record/queries/parentOrders.js';
import { workedParents } from '../../src/record/queries/workedParents.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { runKeeper } from '../runKeeper.js';
import { expectReplayed } from './expectReplayed.js';
import { settledAccount } from './story.js';

const lab = useLab();
const idle = { hedge: 'ETH', when: 'abs(delta) > 1000', to: 0, on: 'perp-v2 ETH', maxSlippage: '200bps' };

test('default: of a burst of orders a few are begun at a block, and the next block is looked at before the others are; each is done once', async () => {
  const account = await settledAccount(lab(), { USDC: 20_000 }, { options: [], perp: { size: 0, margin: 8_000 } });
  const { timestamp } = await lab().publicClient.getBlock();
  // Time passes with whatever the keeper does.
  let time = Number(timestamp) * 1_000;
  const now = () => {
    time += 100;
    return unixMillis(time);
  };
  const keeper = await runKeeper(lab(), account, { rules: [idle] }, onTestFinished, { now });
  await keeper.quiet();
  const [strategy] = keeper.config.strategies;
  if (!strategy) throw new Error('there is no book');
  const orders = Array.from({ length: 12 }, () =>
    sampleParent({
      ...{ strategy: strategy.name, account: strategy.account, chainId: lab().chainId, createdAt: now() },
      terms: { side: 'Sell', quantity: fromFloat(0.1, 'down'), ordType: 'Market', price: null },
    }),
  );
  const ids = orders.map(({ id }) => id);
  await captureParents(keeper.ledger, orders);
  const openNow = async () => (await parentsById(keeper.ledger, ids)).filter(({ state }) => isParentOpen(state.status));
  for (let rounds = 0; rounds < 30 && (await openNow()).length > 0; rounds++) await keeper.idle(1);

  const worked = await workedParents(keeper.ledger, await parentsById(keeper.ledger, ids));
  expect(worked.map(({ state }) => state.status)).toEqual(ids.map(() => 'Filled'));
  expect(-(await onChain(lab(), account.address).perpSize())).toBe(fromFloat(1.2, 'down'));
  const children = worked.flatMap((parent) => parent.children);
  const unbegun = children.filter(({ status }) => status === 'Expired');
  expect(children.filter(({ status }) => status === 'Filled')).toHaveLength(12);
  expect(unbegun.length).toBeGreaterThan(0);
  expect(children).toHaveLength(12 + unbegun.length);
  for (const { id, text } of unbegun) {
    expect(text).toBe('not begun: a newer block is there, and is looked at first');
    expect(await attemptsOf(keeper.ledger, id)).toEqual([]);
  }
  const planned = keeper.ticks.map((tick) => tick.orders.length).filter((count) => count > 0);
  // As many as a plan may have; then, while the chain is slower than that, one a block.
  expect(planned.slice(0, 3)).toEqual([10, 1, 1]);
  await expectReplayed(keeper);
});
