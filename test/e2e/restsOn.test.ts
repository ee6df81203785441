import { expect, onTestFinished, test } from 'vitest';
import { useLab } from '../lab.js';
import { runKeeper } from '../runKeeper.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

test('behavior: a hedge that was sized on an order which came to nothing is called off', async () => {
  const book = { options: [], perp: { size: 5, margin: 2500 } };
  const account = await settledAccount(lab(), { USDC: 10_000 }, book);
  // Not a wei for gas: whatever is sent first is refused right before it is signed.
  await lab().testClient.setBalance({ address: account.address, value: 1n });
  const rules = [
    { topUp: 'perp-v2 *', when: 'health < 5', to: 6, from: 'wallet USDC' },
    { hedge: 'ETH', when: 'abs(delta) > 1', on: 'perp-v2 ETH' },
  ];
  const keeper = await runKeeper(lab(), account, { rules }, onTestFinished);
  const { decisions } = await keeper.tick((tick) => tick.orders.length > 0);
  expect(decisions.map(({ kind, verdict }) => [kind, verdict])).toEqual([
    ['topUp', 'act'],
    ['hedge', 'act'],
  ]);
  const [topUp, hedge] = await orderStories(keeper.ledger);
  expect(topUp?.order).toMatchObject({ status: 'Rejected', text: expect.stringMatching(/lacks .* of the gas token/) });
  expect(hedge?.order).toMatchObject({ status: 'Canceled', text: expect.stringMatching(/which it was sized on/) });
  expect(hedge?.attempts).toEqual([]);
  expect(await lab().publicClient.getTransactionCount({ address: account.address })).toBe(account.nonce);
});
