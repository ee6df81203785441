import { expect, onTestFinished, test } from 'vitest';
import type { Block } from '../../model/snapshot.js';
import { unixMillis, wei } from '../../model/units.js';
import { paying, request, setUp } from '../transactions/testing/sending.js';
import { executorOn, storyOf } from './testing/executing.js';

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
