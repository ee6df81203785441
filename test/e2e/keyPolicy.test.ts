import { expect, onTestFinished, test } from 'vitest';
import type { BookOption } from '../../src/lab/book.js';
import { openAlerts } from '../../src/record/queries/alerts.js';
import { listSignatures } from '../../src/record/queries/signatures.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { runKeeper } from '../runKeeper.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

const hedge = {
  hedge: 'ETH',
  when: 'abs(delta) > 0.3',
  to: 0,
  on: 'perp-v2 ETH',
  maxSlippage: '200bps',
  minimum: 0.02,
};
const calls: BookOption = { expiry: 'near', kind: 'shortCallQuote', strike: 2000, amount: 4, collateral: 6000 };
const account = () =>
  settledAccount(lab(), { sUSD: 20_000, USDC: 5_000 }, { options: [calls], perp: { size: 0, margin: 5000 } });

test('default: what a keeper signs is in the ledger, with what its calldata does', async () => {
  const { address, privateKey, nonce } = await account();
  const keeper = await runKeeper(lab(), { address, privateKey }, { rules: [hedge] }, onTestFinished);
  await keeper.quiet();
  const [story] = await orderStories(keeper.ledger);
  expect(story?.order.status).toBe('Filled');
  expect(await listSignatures(keeper.ledger, 10)).toMatchObject([
    {
      ...{ order: story?.order.id, account: address, nonce, allowed: true },
      does: [expect.stringMatching(/^openPosition: buy \d+\.\d+ ETH/)],
      notional: expect.closeTo(story?.order.notional ?? 0, -3),
    },
  ]);
});

test('behavior: a key that only reduces signs no hedge, says so, and the keeper goes on', async () => {
  const { address, privateKey, nonce } = await account();
  const policy = { profile: 'reduceOnly' };
  const keys = [{ account: address, keystore: 'unread.json', passwordFile: 'unread.json', policy }];
  const chain = onChain(lab(), address);
  const keeper = await runKeeper(lab(), { address, privateKey }, { rules: [hedge], keys }, onTestFinished);
  await keeper.line(({ message }) => message === 'not signed');
  await lab().testClient.mine({ blocks: 1 });
  const { number } = await lab().publicClient.getBlock();
  await keeper.tick(({ snapshot }) => snapshot.block.number >= number);

  const [story] = await orderStories(keeper.ledger);
  expect(story).toMatchObject({
    order: { status: 'Rejected', text: expect.stringContaining('the key only reduces') },
    attempts: [],
  });
  const rows = await listSignatures(keeper.ledger, 1);
  expect(rows).toMatchObject([{ allowed: false, text: expect.stringMatching(/^profile: /) }]);
  expect(await openAlerts(keeper.ledger)).toContainEqual(expect.objectContaining({ code: 'SIGNATURE_REFUSED' }));
  expect(await chain.perpSize()).toBe(0n);
  expect(await lab().publicClient.getTransactionCount({ address })).toBe(nonce);
});
