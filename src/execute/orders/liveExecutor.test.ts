import { numberToHex, parseTransaction } from 'viem';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Block } from '../../model/snapshot.js';
import { unixMillis, wei } from '../../model/units.js';
import { EndpointError } from '../../observe/endpoints/endpoint.js';
import { attemptsOf } from '../../record/queries/attempts.js';
import { insertTradingState } from '../../record/statements/runs.js';
import { defaultTip } from '../transactions/readTip.js';
import { answering, newPayment, paying, request, setUp } from '../transactions/testing/sending.js';
import { executorOn, payingWork, storyOf } from './testing/executing.js';
import { withoutSimulation } from './testing/withoutSimulation.js';

const gwei = (n: bigint) => wei(n * 10n ** 9n);
const asBlock = (head: { number: bigint }) => head as Block;

test('behavior: mined again in another block, an order is filled again', async () => {
  const world = await setUp(onTestFinished, { confirmations: 5 });
  const { client, ledger, order, transactor, testClient, mine, head } = world;
  const executor = executorOn(world);
  const snapshot = await testClient.snapshot();
  const sent = await transactor.send(paying(order));
  await mine();
  await executor.advance(asBlock(await head()));
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Filled', fills: 1 });

  await testClient.revert({ id: snapshot });
  await mine();
  await client.request({ method: 'eth_sendRawTransaction', params: [sent.bytes] });
  await mine();
  await executor.advance(asBlock(await head()));
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Filled', fills: 1, states: ['Mined'] });
});

test('behavior: mined again with another result, an order is what the second block made of it', async () => {
  const world = await setUp(onTestFinished, { confirmations: 3 });
  const { client, ledger, order, transactor, testClient, mine, head } = world;
  const executor = executorOn(world, { confirmations: 3 });
  const contract = '0x00000000000000000000000000000000000c0de1';
  const snapshot = await testClient.snapshot();
  const sent = await transactor.send({ ...paying(order), request: { ...request, to: contract, value: wei(0n) } });
  await mine();
  await executor.advance(asBlock(await head()));
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Filled', fills: 1 });

  // Another branch, where the contract has code that fails.
  await testClient.revert({ id: snapshot });
  const beforeCode = await testClient.snapshot();
  await testClient.setCode({ address: contract, bytecode: '0xfe' });
  await mine();
  await client.request({ method: 'eth_sendRawTransaction', params: [sent.bytes] });
  await mine();
  await executor.advance(asBlock(await head()));
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Rejected', fills: 0, states: ['Reverted'] });

  // And a third, where it has none.
  await testClient.revert({ id: beforeCode });
  await mine(2);
  await client.request({ method: 'eth_sendRawTransaction', params: [sent.bytes] });
  await mine(4);
  await executor.advance(asBlock(await head()));
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Filled', fills: 1, states: ['Final'] });
});

test('behavior: an order that we are taking back ourselves is not vouched for any more', async () => {
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const world = await setUp(onTestFinished, { confirmations: 5, now });
  const { ledger, order, transactor, mine, head } = world;
  const executor = executorOn(world, { now });
  await transactor.send(paying(order));
  await executor.advance(asBlock(await head()));
  expect(await storyOf(ledger, order.id)).toMatchObject({ states: ['Broadcast'], status: 'New' });
  clock += 6 * 60_000;
  await executor.advance(asBlock(await head()));
  expect(await storyOf(ledger, order.id)).toMatchObject({ states: ['Broadcast', 'Broadcast'], status: 'Unknown' });
  await mine();
  await executor.advance(asBlock(await head()));
  expect(await storyOf(ledger, order.id)).toMatchObject({ states: ['Broadcast', 'Mined'], status: 'Unknown' });
  await mine(5);
  await executor.advance(asBlock(await head()));
  expect(await storyOf(ledger, order.id)).toMatchObject({ states: ['Replaced', 'Final'], status: 'Canceled' });
});

const nonsense = [
  'eth_call',
  'eth_estimateGas',
  'eth_getTransactionCount',
  'eth_maxPriorityFeePerGas',
  'eth_getBalance',
]
  .concat('eth_getBlockByNumber')
  .flatMap((method) => ['0x1z', '<html>502</html>', 7].map((answer) => [method, answer] as const));

test('behavior: an answer that makes no sense sends nothing, and can be asked for again', async () => {
  const { client, ledger, transactor } = await setUp(onTestFinished);
  for (const [method, answer] of nonsense) {
    const { order, work } = newPayment();
    await ledger.commit(work);
    const executor = executorOn({ client: answering(withoutSimulation(client), { [method]: () => answer }), ledger });
    const refusal = await executor.work(payingWork(order)).catch((error: unknown) => error);
    expect(refusal, `${method} ${answer}`).toMatchObject({ name: 'EndpointError', retryable: true });
    expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Canceled', states: [] });
  }
  expect(await transactor.nextNonce()).toBe(0);
});

test('behavior: looking after orders, an answer that makes no sense changes nothing and can be asked for again', async () => {
  const world = await setUp(onTestFinished);
  const { client, ledger, order, transactor, mine, head } = world;
  await transactor.send(paying(order));
  await mine();
  const at = asBlock(await head());
  const asked = ['eth_getTransactionCount', 'eth_getTransactionReceipt', 'eth_getTransactionByHash'];
  for (const method of asked) {
    for (const answer of ['0x', '<html>502</html>', {}]) {
      if (method === 'eth_getTransactionByHash' && typeof answer === 'object') continue;
      const executor = executorOn({ client: answering(client, { [method]: () => answer }), ledger });
      const refusal = await executor.advance(at).catch((error: unknown) => error);
      expect(refusal, `${method} ${answer}`).toMatchObject({ name: 'EndpointError', retryable: true });
      expect(await storyOf(ledger, order.id)).toMatchObject({ states: ['Broadcast'] });
    }
  }
  const executor = executorOn({ client: answering(client, { eth_blockNumber: () => '0x' }), ledger });
  await expect(executor.recover()).rejects.toMatchObject({ name: 'EndpointError', retryable: true });
});

test('behavior: a node that suggests no tip is tipped a little', async () => {
  const { client, ledger, order } = await setUp(onTestFinished);
  const without = answering(client, {
    eth_maxPriorityFeePerGas: () => {
      throw Object.assign(new Error('the method does not exist'), { code: -32601 });
    },
  });
  await executorOn({ client: without, ledger }).work(payingWork(order));
  const [attempt] = await attemptsOf(ledger, order.id);
  expect(parseTransaction(attempt?.bytes ?? '0x').maxPriorityFeePerGas).toBe(defaultTip);
});

test('behavior: fees are of the latest block, not of the snapshot', async () => {
  const { client, ledger, order } = await setUp(onTestFinished);
  const block = await client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] });
  const dearer = answering(client, {
    eth_getBlockByNumber: () => ({ ...block, baseFeePerGas: numberToHex(gwei(50n)) }),
  });
  await executorOn({ client: dearer, ledger }).work(payingWork(order));
  const [attempt] = await attemptsOf(ledger, order.id);
  expect(parseTransaction(attempt?.bytes ?? '0x').maxFeePerGas).toBeGreaterThanOrEqual(gwei(100n));
});

test('behavior: gas that costs more than a day allows is not spent, except to save an account', async () => {
  const { client, ledger, order } = await setUp(onTestFinished);
  const executor = executorOn({ client, ledger }, { mostGas: gwei(1_000n) });
  expect(await executor.work(payingWork(order))).toBe('Canceled');
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Rejected', states: [] });
  expect((await storyOf(ledger, order.id)).text).toMatch(
    /its gas may cost 0\.\d+ .* limits\.day\.gas allows 0\.000001/,
  );

  const rescue = newPayment({ orderClass: 'survive' });
  await ledger.commit(rescue.work);
  expect(await executor.work(payingWork(rescue.order))).toBeNull();
  expect(await storyOf(ledger, rescue.order.id)).toMatchObject({ states: ['Broadcast'] });
});

test('behavior: an absurd tip is not signed', async () => {
  const { client, ledger, order } = await setUp(onTestFinished);
  const greedy = answering(client, { eth_maxPriorityFeePerGas: () => '0x9184e72a000000' });
  await executorOn({ client: greedy, ledger }).work(payingWork(order));
  const [attempt] = await attemptsOf(ledger, order.id);
  expect(parseTransaction(attempt?.bytes ?? '0x').maxPriorityFeePerGas).toBe(gwei(3n));
});

test('behavior: paused between rehearsal and signature, new risk is not sent', async () => {
  const { client, ledger, order } = await setUp(onTestFinished);
  const pausing = answering(client, {
    eth_getBalance: async () => {
      await ledger.commit(
        insertTradingState({ state: 'reducing', reason: 'stop', author: 'ada', at: unixMillis(Date.now()) }),
      );
      return numberToHex(gwei(10n ** 9n));
    },
  });
  expect(await executorOn({ client: pausing, ledger }).work(payingWork(order))).toBe('Canceled');
  expect(await storyOf(ledger, order.id)).toMatchObject({
    status: 'Canceled',
    text: 'trading is reducing: stop',
    states: [],
  });
});

test('behavior: once an order was not mined in time, the next one of the tick is not waited for as long', async () => {
  const { client, ledger, order } = await setUp(onTestFinished);
  const second = newPayment();
  await ledger.commit(second.work);
  const waited = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => waited.mockRestore());
  const patienceMs = 1_234;
  const executor = executorOn({ client, ledger }, { patienceMs });
  await executor.work(payingWork(order));
  await executor.work(payingWork(second.order));
  const patience = waited.mock.calls.map(([, ms]) => ms).filter((ms) => ms === patienceMs || ms === 1_000);
  expect(patience).toEqual([patienceMs, 1_000]);
  expect(await storyOf(ledger, second.order.id)).toMatchObject({ status: 'New', states: ['Broadcast'] });
});

test('behavior: an order is sent although the one before it was mined unseen', async () => {
  const { client, ledger, order, mine } = await setUp(onTestFinished);
  const second = newPayment();
  await ledger.commit(second.work);
  const executor = executorOn({ client, ledger }, { confirmations: 1 });
  await executor.work(payingWork(order));
  await mine();
  await executor.work(payingWork(second.order));
  expect(await storyOf(ledger, second.order.id)).toMatchObject({ status: 'New', states: ['Broadcast'] });
});

test('behavior: an endpoint that fails a rehearsal costs the order, and never the process', async () => {
  const { client, ledger, order } = await setUp(onTestFinished);
  const limited = answering(client, {
    eth_getBalance: () => {
      throw new Error('too many requests');
    },
  });
  const working = executorOn({ client: limited, ledger }).work(payingWork(order));
  await expect(working).rejects.toBeInstanceOf(EndpointError);
  expect(await storyOf(ledger, order.id)).toMatchObject({ status: 'Canceled', states: [] });
});
