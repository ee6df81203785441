import { expect, onTestFinished, test } from 'vitest';
import type { Subject } from '../../model/decision.js';
import { parseBlock } from '../../observe/block.js';
import { type ChainClient, EndpointError } from '../../observe/endpoints/endpoint.js';
import { listReviews } from '../../record/queries/reviews.js';
import { closeReview, openReview } from '../../record/statements/reviews.js';
import { sampleReview } from '../../record/testing/sampleReview.js';
import { everywhereOver, newPayment, setUp, spendElsewhere } from '../transactions/testing/sending.js';
import { executorOn, payingWork, storyOf } from './testing/executing.js';

/** An order that is decided at the newest block. */
async function decidedNow(
  { client, ledger }: Pick<Awaited<ReturnType<typeof setUp>>, 'client' | 'ledger'>,
  changes = {},
) {
  const { order, work } = newPayment(changes);
  await ledger.commit(work);
  const newest = parseBlock(await client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] }));
  const planned = payingWork(order);
  return { ...planned, snapshot: { ...planned.snapshot, block: newest } };
}

test('behavior: what the account itself has sent since the block that an order was decided at drops the order, which is then decided anew', async () => {
  const world = await setUp(onTestFinished);
  const { client, ledger, mine } = world;
  const executor = executorOn(world);
  await spendElsewhere(client, 0);
  await mine();
  const work = await decidedNow(world);
  await spendElsewhere(client, 1);
  await mine();
  expect(await executor.work(work)).toBe('Expired');
  expect(await storyOf(ledger, work.order.id)).toMatchObject({
    ...{ status: 'Expired', states: [] },
    text: 'the account itself has sent a transaction (nonce 1) since block 1, at which this was decided: it is decided anew',
  });

  const anew = await decidedNow(world);
  expect(await executor.work(anew)).toBeNull();
  expect(await storyOf(ledger, anew.order.id)).toMatchObject({ states: ['Broadcast'] });
});

test('behavior: an order that is dropped says that what was approved for it, and for nothing else, must be approved again', async () => {
  const world = await setUp(onTestFinished);
  const { client, ledger, mine } = world;
  const { order, ...work } = await decidedNow(world);
  await spendElsewhere(client, 0);
  await mine();
  const { strategy, rule, createdAt: at } = order;
  const useApproval = async (subject: Subject) => {
    await ledger.commit(openReview(sampleReview({ strategy, rule, subject })));
    const [review] = await listReviews(ledger, { open: true });
    if (!review) throw new Error('nothing was asked');
    await ledger.commit(closeReview(review.id, { status: 'Approved', text: 'approved by ann', at }));
    await ledger.commit(closeReview(review.id, { status: 'Used', text: 'sent', at }));
  };
  await useApproval({ underlying: 'BTC' });
  await executorOn(world).work({ order, ...work });
  expect((await storyOf(ledger, order.id)).text).toMatch(/decided anew$/);
  await useApproval({ underlying: 'ETH' });
  await executorOn(world).work({ order, ...work });
  expect((await storyOf(ledger, order.id)).text).toMatch(/; what was approved for it must be approved again$/);
});

test('behavior: what ballast itself has sent since, for other orders of the block, drops none', async () => {
  const world = await setUp(onTestFinished);
  const { ledger, mine } = world;
  const executor = executorOn(world);
  const [first, second] = [await decidedNow(world), await decidedNow(world)];
  await executor.work(first);
  await mine();
  expect(await executor.work(second)).toBeNull();
  expect(await storyOf(ledger, second.order.id)).toMatchObject({ states: ['Broadcast'] });
});

test('invariant: it stops no rescue; nor does an endpoint that cannot count at a block stop a hedge', async () => {
  const world = await setUp(onTestFinished);
  const { client, ledger, mine } = world;
  const rescue = await decidedNow(world, { orderClass: 'survive' });
  const hedge = await decidedNow(world);
  await spendElsewhere(client, 0);
  await mine();
  expect(await executorOn(world).work(rescue)).toBeNull();
  const blind = atLatestOnly(client);
  expect(await executorOn({ ...world, client: blind }).work(hedge)).toBeNull();
  for (const { order } of [rescue, hedge])
    expect(await storyOf(ledger, order.id)).toMatchObject({ states: ['Broadcast'] });
});

test('behavior: one endpoint that counts what nobody else does drops no order', async () => {
  const world = await setUp(onTestFinished);
  const { client, ledger } = world;
  const work = await decidedNow(world);
  const lying = answeringLatest(client, '0x7');
  const everywhere = everywhereOver(lying, client, client);
  expect(await executorOn({ ...world, client: lying, everywhere }).work(work)).toBeNull();
  expect(await storyOf(ledger, work.order.id)).toMatchObject({ states: ['Broadcast'] });
});

test('behavior: an endpoint that never says what it counted at a block holds up no order', async () => {
  const world = await setUp(onTestFinished);
  const { client, ledger } = world;
  const work = await decidedNow(world);
  const never = () => new Promise<never>(() => {});
  let wasAsked = false;
  // The first such question is what was sent before; a later one is what became of it.
  const hanging = countingAtBlock(client, () => {
    if (wasAsked) throw new EndpointError('busy', { retryable: true });
    wasAsked = true;
    return never();
  });
  await executorOn({ ...world, client: hanging }).work(work);
  expect(wasAsked).toBe(true);
  expect(await storyOf(ledger, work.order.id)).toMatchObject({ states: ['Broadcast'] });
});

test('behavior: another endpoint that counts at the newest block, whichever it is asked about, hides nothing', async () => {
  const world = await setUp(onTestFinished);
  const { client, ledger, mine } = world;
  const work = await decidedNow(world);
  await spendElsewhere(client, 0);
  await mine();
  const careless = countingAtBlock(client, () => '0x1');
  const everywhere = everywhereOver(client, careless);
  expect(await executorOn({ ...world, everywhere }).work(work)).toBe('Expired');
  expect(await storyOf(ledger, work.order.id)).toMatchObject({ states: [] });
});

/** The client of a node that counts anything at the newest block. */
function answeringLatest(client: ChainClient, count: string): ChainClient {
  const asked = client.request as (args: { method: string; params?: readonly unknown[] }) => Promise<unknown>;
  const request = async (args: { method: string; params?: readonly unknown[] }) =>
    args.method === 'eth_getTransactionCount' && args.params?.[1] === 'latest' ? count : asked(args);
  return { ...client, request: request as ChainClient['request'] };
}

/** The client of a node that has forgotten every block but the newest. */
const atLatestOnly = (client: ChainClient): ChainClient =>
  countingAtBlock(client, () => {
    throw new EndpointError('missing trie node', { retryable: true });
  });

/** The client of a node that answers so when it is to count at a block that is not named as the newest. */
function countingAtBlock(client: ChainClient, answer: () => unknown): ChainClient {
  const asked = client.request as (args: { method: string; params?: readonly unknown[] }) => Promise<unknown>;
  const request = async (args: { method: string; params?: readonly unknown[] }) =>
    args.method === 'eth_getTransactionCount' && args.params?.[1] !== 'latest' ? answer() : asked(args);
  return { ...client, request: request as ChainClient['request'] };
}
