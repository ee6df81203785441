import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../src/model/units.js';
import { answerReview } from '../../src/operate/reviews/answerReview.js';
import { openAlerts } from '../../src/record/queries/alerts.js';
import { listReviews } from '../../src/record/queries/reviews.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { runKeeper } from '../runKeeper.js';
import { expectReplayed } from './expectReplayed.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

const hedge = { hedge: 'ETH', when: 'abs(delta) > 0.3', on: 'perp-v2 ETH', maxSlippage: '200bps' };
/** About 8 000 USD of delta, of which a person must see more than 1 000. */
const limits = { order: { review: '1_000 usd', reject: '50_000 usd' } };

test('default: a hedge that a person must see waits, is sent as far as was approved, and asks again', async () => {
  const account = await settledAccount(
    lab(),
    { USDC: 10_000, ETH: 100 },
    { options: [], perp: { size: 4, margin: 5_000 } },
  );
  const keeper = await runKeeper(lab(), account, { rules: [hedge], limits }, onTestFinished);
  const { ledger } = keeper;
  const chain = onChain(lab(), account.address);
  const isAsked = () => keeper.ticks.some(({ decisions }) => decisions.some(({ verdict }) => verdict === 'review'));
  await keeper.until(isAsked);
  await keeper.idle(3);
  expect(await chain.nonce()).toBe(account.nonce);
  const [asked, ...more] = await listReviews(ledger);
  expect(more).toEqual([]);
  expect(asked).toMatchObject({ status: 'Open', rule: 'hedge ETH', checks: [{ code: 'MAX_ORDER_USD' }] });
  expect(await openAlerts(ledger)).toMatchObject([{ code: 'REVIEW_WAITING', subject: asked?.id }]);

  const at = unixMillis((asked?.openedAt ?? 0) + 1_000);
  await answerReview(ledger, {
    id: asked?.id ?? '',
    verdict: 'approve',
    notional: 4_000,
    text: 'half',
    author: 'ann',
    at,
  });
  await keeper.idle(1);
  const [done, ...others] = await orderStories(ledger);
  expect(others).toEqual([]);
  expect(done).toMatchObject({ order: { status: 'Filled', rule: 'hedge ETH' } });
  expect(done?.order.notional).toBeGreaterThan(3_900);
  expect(done?.order.notional).toBeLessThanOrEqual(4_000);

  // What is left is a new question, and a no holds.
  const [again, before] = await listReviews(ledger);
  expect(before).toMatchObject({ id: asked?.id, status: 'Used', approved: 4_000 });
  expect(again).toMatchObject({ status: 'Open' });
  await answerReview(ledger, {
    id: again?.id ?? '',
    verdict: 'reject',
    text: 'enough',
    author: 'bob',
    at: unixMillis((again?.openedAt ?? 0) + 1_000),
  });
  await keeper.idle(3);
  expect(await orderStories(ledger)).toHaveLength(1);
  expect(await listReviews(ledger)).toHaveLength(2);
  expect(await openAlerts(ledger)).toEqual([]);
  await keeper.stop();
  await expectReplayed(keeper);
});
