import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../src/model/units.js';
import { openOrders } from '../../src/record/queries/openOrders.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { startRpcProxy } from '../rpcProxy.js';
import { runKeeper } from '../runKeeper.js';
import { decisionsOf, orderStories, settledAccount } from './story.js';

const lab = useLab();

test('invariant: while a hedge is in flight, however long, blocks pass and nothing is hedged twice', async () => {
  const account = await settledAccount(lab(), { USDC: 5_000 }, { options: [], perp: { size: 3, margin: 5000 } });
  const chain = onChain(lab(), account.address);
  const proxy = await startRpcProxy(lab(), onTestFinished);
  // The bytes get lost, and the clock stands still, so that they are not sent again yet.
  proxy.intercept = async ({ method }, forward) =>
    method === 'eth_sendRawTransaction' ? { error: { code: -32000, message: 'the upstream is gone' } } : forward();
  let clock = 1_700_000_000_000;
  const rules = [{ hedge: 'ETH', when: 'delta < 4', to: 4.5, on: 'perp-v2 ETH', maxSlippage: '200bps' }];
  const text = { rules, endpoints: [proxy.wsUrl] };
  const keeper = await runKeeper(lab(), account, text, onTestFinished, { now: () => unixMillis(clock) });

  // Its patience with the order ends after a quarter of a minute; from then on it is looked after beside all else.
  await keeper.tick(({ orders }) => orders.length > 0);
  await keeper.idle(5);
  expect(await openOrders(keeper.ledger)).toHaveLength(1);
  expect(await orderStories(keeper.ledger)).toHaveLength(1);
  const [first, ...later] = await decisionsOf(keeper.ledger);
  expect(first).toMatchObject({ verdict: 'act' });
  // Told once, while it stands.
  expect(later).toMatchObject([{ verdict: 'hold', not: [expect.stringContaining('in flight')] }]);
  expect(await chain.perpSize()).toBe(3n * 10n ** 18n);

  proxy.intercept = (_, forward) => forward();
  clock += 6_000;
  await keeper.idle(3);
  expect(await orderStories(keeper.ledger)).toMatchObject([
    { order: { status: 'Filled' }, attempts: [{ state: 'Final' }] },
  ]);
  expect(await chain.perpSize()).toBe(45n * 10n ** 17n);
  expect(await chain.nonce()).toBe(account.nonce + 1);
});
