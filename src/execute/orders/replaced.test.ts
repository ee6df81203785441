import { parseTransaction } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { Block } from '../../model/snapshot.js';
import { unixMillis } from '../../model/units.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { attemptsOf, fillsOf } from '../../record/queries/attempts.js';
import type { Signer } from '../transactions/signer.js';
import { SignerError } from '../transactions/signerError.js';
import { answering, everywhereOver, newPayment, recipient, setUp, signer } from '../transactions/testing/sending.js';
import { urgencies } from '../transactions/urgency.js';
import { executorOn, payingWork, storyOf, venuesOfLogs } from './testing/executing.js';

const asBlock = (head: { number: bigint }) => head as Block;

/** One order that is out, in no block, and whose fees were raised once. */
async function raisedOnce() {
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const world = await setUp(onTestFinished, { now });
  const executor = executorOn(world, { now, confirmations: 3 });
  await executor.work(payingWork(world.order));
  clock += urgencies.delta.firstAfter;
  const look = async () => executor.advance(asBlock(await world.head()));
  await look();
  const attempts = await attemptsOf(world.ledger, world.order.id);
  expect(attempts.map(({ state }) => state)).toEqual(['Broadcast', 'Broadcast']);
  return { ...world, executor, look, attempts };
}

test.each([0, 1])('default: sent twice, an order is filled once, by the attempt that was mined (%s)', async (lucky) => {
  const { client, ledger, order, testClient, mine, look, attempts } = await raisedOnce();
  await testClient.dropTransaction({ hash: attempts[1]?.hash ?? '0x' });
  await client.request({ method: 'eth_sendRawTransaction', params: [attempts[lucky]?.bytes ?? '0x'] });
  await mine();
  await look();
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Filled', fills: 1 });
  await mine(3);
  await look();
  expect(await storyOf(ledger, order.id)).toMatchObject({
    ...{ status: 'Filled', fills: 1 },
    states: lucky === 0 ? ['Final', 'Replaced'] : ['Replaced', 'Final'],
  });
  expect((await fillsOf(ledger, order.id)).map(({ attempt }) => attempt)).toEqual([attempts[lucky]?.id]);
});

test('behavior: mined first as one and after a reorganisation as the other, an order is filled once', async () => {
  const { client, ledger, order, testClient, mine, look, attempts } = await raisedOnce();
  const before = await testClient.snapshot();
  await mine();
  await look();
  expect((await fillsOf(ledger, order.id)).map(({ attempt }) => attempt)).toEqual([attempts[1]?.id]);
  await testClient.revert({ id: before });
  for (const { hash } of attempts) await testClient.dropTransaction({ hash });
  await client.request({ method: 'eth_sendRawTransaction', params: [attempts[0]?.bytes ?? '0x'] });
  await mine(2);
  await look();
  expect((await fillsOf(ledger, order.id)).map(({ attempt }) => attempt)).toEqual([attempts[0]?.id]);
  await mine(3);
  await look();
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Filled', fills: 1, states: ['Final', 'Replaced'] });
});

test.each([false, true])(
  'behavior: what the signer does not sign ends the order, and nothing else (retryable: %s)',
  async (retryable) => {
    const { client, ledger, order } = await setUp(onTestFinished);
    const refusing = {
      ...signer,
      sign: async () => {
        throw new SignerError('the signer is away', { retryable });
      },
    };
    const executor = executorOn({ client, ledger }, { signer: refusing });
    expect(await executor.work(payingWork(order))).toBe('Canceled');
    expect(await storyOf(ledger, order.id)).toMatchObject({
      status: 'Rejected',
      text: 'the signer is away',
      states: [],
    });
    const next = newPayment();
    await ledger.commit(next.work);
    expect(await executorOn({ client, ledger }).work(payingWork(next.order))).toBeNull();
    const [attempt] = await attemptsOf(ledger, next.order.id);
    expect(parseTransaction(attempt?.bytes ?? '0x').nonce ?? 0).toBe(0);
  },
);

test('behavior: a receipt without logs is not believed while another endpoint has them', async () => {
  const { client, ledger, order, mine, head, testClient } = await setUp(onTestFinished);
  // PUSH1 0, PUSH1 0, LOG0.
  await testClient.setCode({ address: recipient, bytecode: '0x60006000a0' });
  const emptied = {
    ...client,
    request: (async (args: { method: string }) => {
      const answer: unknown = await (client.request as (asked: unknown) => Promise<unknown>)(args);
      return args.method === 'eth_getTransactionReceipt' && answer ? { ...answer, logs: [] } : answer;
    }) as typeof client.request,
  };
  const gone = answering(client, {
    eth_getTransactionReceipt: () => {
      throw new Error('socket hang up');
    },
  });
  const through = (everywhere: ReturnType<typeof everywhereOver>) =>
    executorOn({ client: emptied, ledger, everywhere }, { venues: venuesOfLogs });
  await through(everywhereOver(emptied)).work(payingWork(order));
  await mine();
  const at = asBlock(await head());
  // Nobody can tell: the order stays where it is.
  await through(everywhereOver(gone)).advance(at);
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'New', fills: 0 });
  await through(everywhereOver(emptied, gone, client)).advance(at);
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Filled', fills: 1 });
});

test('behavior: where all that answer agree, a transaction did nothing', async () => {
  const { client, ledger, order, mine, head } = await setUp(onTestFinished);
  const executor = executorOn({ client, ledger }, { venues: venuesOfLogs });
  await executor.work(payingWork(order));
  await mine();
  await executor.advance(asBlock(await head()));
  const { status, text } = await storyOf(ledger, order.id);
  expect([status, text]).toEqual(['Rejected', 'mined, and the venue did nothing of it']);
});

test('behavior: an order that nobody can tell of has an open alert as long', async () => {
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const { client, ledger, order, mine, head } = await setUp(onTestFinished, { now });
  const executor = executorOn({ client, ledger }, { now, confirmations: 2 });
  await executor.work(payingWork(order));
  clock += 6 * 60_000;
  await executor.advance(asBlock(await head()));
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Unknown', text: 'being taken back' });
  expect(await openAlerts(ledger)).toMatchObject([
    { code: 'ORDER_UNKNOWN', subject: order.id, text: 'being taken back' },
  ]);
  await mine(3);
  await executor.advance(asBlock(await head()));
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Canceled' });
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: what a later step of a row is judged on is the same when it is sent again dearer, until there is something newer', async () => {
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const world = await setUp(onTestFinished, { now });
  const seen: unknown[] = [];
  const watched: Signer = {
    ...signer,
    sign: (transaction, purpose) => {
      seen.push(purpose.readings.find(({ venue }) => venue === 'perp-v2')?.detail);
      return signer.sign(transaction);
    },
  };
  const executor = executorOn(world, { now, confirmations: 3, signer: watched });
  const work = payingWork(world.order);
  const as = (detail: string, hash: string) => ({
    ...work.snapshot,
    block: { ...work.snapshot.block, hash: hash as `0x${string}` },
    readings: work.snapshot.readings.map((reading) => ({ ...reading, detail })),
  });
  const snapshot = as('before the withdrawal', '0x01');
  await executor.work({ ...work, snapshot, ground: as('with what it brings', '0x01') });
  const later = async () => {
    clock += urgencies.delta.firstAfter;
    await executor.advance(asBlock(await world.head()));
  };
  // The same block again tells nothing new.
  executor.observed(snapshot);
  await later();
  executor.observed(as('once it is mined', '0x02'));
  await later();
  expect(seen).toEqual(['with what it brings', 'with what it brings', 'once it is mined']);
});
