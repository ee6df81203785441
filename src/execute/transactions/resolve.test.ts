import { expect, onTestFinished, test } from 'vitest';
import { milliseconds, unixMillis, wad, wei } from '../../model/units.js';
import { newId } from '../../record/id.js';
import { attemptsOf, fillsOf } from '../../record/queries/attempts.js';
import { insertFill } from '../../record/statements/orders.js';
import { insertTradingState } from '../../record/statements/runs.js';
import {
  newPayment,
  openJournal,
  paying,
  payment,
  request,
  setUp,
  spendElsewhere,
  tampered,
} from './testing/sending.js';
import { cancelClass, urgencies } from './urgency.js';
import { mostCancels } from './whatToDo.js';

const minutes = (n: number) => milliseconds(n * 60_000);

test('behavior: a nonce used by somebody else drops the attempt and says so', async () => {
  const { client, transactor, order, balance, head, mine } = await setUp(onTestFinished);
  await spendElsewhere(client, 0);
  await mine();
  const sent = await transactor.send({ ...paying(order), nonce: 0 });
  expect(sent).toMatchObject({ state: 'Unknown', text: 'no endpoint has it, and nonce 0 is used on chain' });
  expect((await transactor.resolve(sent, await head())).state).toBe('Unknown');
  await mine(); // one block more, and no node can be in the middle of it
  const dropped = await transactor.resolve(sent, await head());
  expect(dropped).toMatchObject({ state: 'Dropped', text: 'nonce used by somebody else', settled: true });
  expect(await transactor.nextNonce()).toBe(1);
  expect(await balance()).toBe(0n);
});

test('behavior: a foreign transaction at our nonce in the pool decides nothing until it is mined', async () => {
  const { client, transactor, order, balance, head, mine } = await setUp(onTestFinished);
  await spendElsewhere(client, 0, { maxFeePerGas: wei(90n * 10n ** 9n), maxPriorityFeePerGas: wei(9n * 10n ** 9n) });
  const sent = await transactor.send(paying(order));
  expect(sent).toMatchObject({ state: 'Unknown', text: expect.stringMatching(/wants higher fees/) });
  expect((await transactor.resolve(sent, await head())).state).toBe('Unknown');
  await mine();
  await mine();
  expect((await transactor.resolve(sent, await head())).state).toBe('Dropped');
  expect(await balance()).toBe(0n);
});

test('behavior: finality waits for its confirmations, of our transactions and of others', async () => {
  const { client, transactor, order, head, mine } = await setUp(onTestFinished, { confirmations: 3 });
  const states: string[] = [];
  const sent = await transactor.send(paying(order));
  await mine();
  for (let block = 0; block < 3; block++) {
    states.push((await transactor.resolve(sent, await head())).state);
    await mine();
  }
  expect(states).toEqual(['Mined', 'Mined', 'Final']);

  await spendElsewhere(client, 1);
  await mine();
  const beaten = await transactor.send({ ...paying(order), nonce: 1 });
  expect((await transactor.resolve(beaten, await head())).state).toBe('Unknown');
  await expect(transactor.nextNonce()).rejects.toThrow(/nonce 1 is used on chain/);
  await mine(2);
  expect((await transactor.resolve(beaten, await head())).state).toBe('Dropped');
});

test('behavior: a reorganisation brings the attempt back, voids its fills, and it is paid once', async () => {
  const { client, transactor, ledger, order, balance, head, mine } = await setUp(onTestFinished, { confirmations: 6 });
  const sent = await transactor.send(paying(order));
  await mine();
  const mined = await transactor.resolve(sent, await head());
  expect(mined.state).toBe('Mined');
  const fill = { kind: 'trade', instrument: 'perp-v2 ETH', underlying: 'ETH', side: 'Sell' } as const;
  const one = wad(10n ** 18n);
  await ledger.commit(
    insertFill({
      id: newId(0),
      order: order.id,
      attempt: sent.id,
      fill: { ...fill, quantity: one, price: one, fee: wad(0n) },
      at: order.createdAt,
    }),
  );
  await mine(2);
  await client.request<{ Method: 'anvil_reorg'; Parameters: [number, unknown[]]; ReturnType: null }>({
    method: 'anvil_reorg',
    params: [3, []],
  });
  expect(await balance()).toBe(0n);
  const back = await transactor.resolve(mined, await head());
  expect(back).toMatchObject({ state: 'Broadcast', hash: sent.hash, blockNumber: null, gasCost: null });
  expect(await fillsOf(ledger, order.id)).toEqual([]);
  await mine();
  const again = await transactor.resolve(back, await head());
  expect(again.state).toBe('Mined');
  expect(again.blockHash).not.toBe(mined.blockHash);
  await mine(5);
  expect((await transactor.resolve(again, await head())).state).toBe('Final');
  expect(await balance()).toBe(payment);
});

test('behavior: mined again in another block before anybody looked is followed there', async () => {
  const { client, transactor, order, head, testClient, mine } = await setUp(onTestFinished, { confirmations: 10 });
  const snapshot = await testClient.snapshot();
  const sent = await transactor.send(paying(order));
  await mine();
  const mined = await transactor.resolve(sent, await head());
  await testClient.revert({ id: snapshot });
  await mine();
  await client.request({ method: 'eth_sendRawTransaction', params: [sent.bytes] });
  await mine();
  const moved = await transactor.resolve(mined, await head());
  expect([mined.blockNumber, moved.blockNumber]).toEqual([1n, 2n]);
  expect(moved.state).toBe('Mined');
});

test('behavior: a revert is recorded with its bytes, and settles', async () => {
  const { transactor, order, head, testClient, ledger, mine } = await setUp(onTestFinished, { confirmations: 2 });
  const contract = '0x00000000000000000000000000000000000c0de1';
  // PUSH4 deadbeef, MSTORE at 0, REVERT with those four bytes.
  await testClient.setCode({ address: contract, bytecode: '0x63deadbeef6000526004601cfd' });
  const reverting = { ...request, to: contract, value: wei(0n), data: '0x12345678' } as const;
  const sent = await transactor.send({ ...paying(order), request: reverting });
  await mine();
  const reverted = await transactor.resolve(sent, await head());
  expect(reverted).toMatchObject({ state: 'Reverted', text: 'reverted', revertData: '0xdeadbeef', settled: false });
  expect(reverted.gasCost).toBeGreaterThan(0n);
  expect(await transactor.nextNonce()).toBe(1);
  await mine();
  expect((await transactor.resolveAll(await head()))[0]).toMatchObject({ state: 'Reverted', settled: true });
  expect(await transactor.resolveAll(await head())).toEqual([]);
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ revertData: '0xdeadbeef', settled: true }]);

  // INVALID burns all gas.
  await testClient.setCode({ address: contract, bytecode: '0xfe' });
  const burning = await transactor.send({ ...paying(order), request: reverting });
  await mine();
  const burnt = await transactor.resolve(burning, await head());
  expect(burnt).toMatchObject({
    state: 'Reverted',
    revertData: null,
    text: 'reverted: out of gas at the limit of 50000',
  });
});

test('behavior: a stale intent is taken back by a dearer empty transaction at its nonce', async () => {
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const { transactor, ledger, order, balance, head, mine } = await setUp(onTestFinished, { now });
  const stale = await transactor.send(paying(order));
  clock += minutes(6);
  await transactor.recover();
  const [, cancel] = await attemptsOf(ledger, order.id);
  expect(cancel).toMatchObject({ nonce: stale.nonce, cancels: true, state: 'Broadcast', order: order.id, step: 0 });
  await transactor.recover();
  expect(await attemptsOf(ledger, order.id)).toHaveLength(2);
  await mine();
  const resolved = await transactor.resolveAll(await head());
  expect(resolved).toMatchObject([
    { state: 'Replaced', text: `nonce used by our own ${cancel?.hash}` },
    { state: 'Final', cancels: true },
  ]);
  expect(await balance()).toBe(0n);
  expect(await transactor.nextNonce()).toBe(1);
});

test('behavior: taking a nonce back is tried a bounded number of times', async () => {
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const { transactor, ledger, order } = await setUp(onTestFinished, { now });
  await transactor.send(paying(order));
  for (let i = 0; i < mostCancels + 6; i++) {
    clock += minutes(6);
    await transactor.recover();
  }
  const made = await attemptsOf(ledger, order.id);
  expect(made.map(({ nonce }) => nonce)).toEqual(Array(1 + mostCancels).fill(0));
  expect(new Set(made.map(({ hash }) => hash)).size).toBe(1 + mostCancels);
});

test('behavior: what is not permitted any more is not sent again, but taken back', async () => {
  const { file, client, ledger, order, balance, mine, head, transactor } = await setUp(onTestFinished);
  const cut = openJournal({ file, client: tampered(client, () => Promise.reject(new Error('socket hang up'))) });
  onTestFinished(() => cut.ledger.close());
  await cut.transactor.send(paying(order));
  const at = unixMillis(Date.now());
  await ledger.commit(insertTradingState({ state: 'reducing', reason: 'no new risk', author: 'ada', at }));
  await transactor.recover();
  expect(await attemptsOf(ledger, order.id)).toMatchObject([
    { state: 'Unknown', cancels: false },
    { state: 'Broadcast', cancels: true },
  ]);
  await mine();
  const resolved = await transactor.resolveAll(await head());
  expect(resolved.map(({ state }) => state)).toEqual(['Replaced', 'Final']);
  expect(await balance()).toBe(0n);
});

test('behavior: a nonce that a deep reorganisation freed is used next, and what waits above it is mined', async () => {
  const { transactor, ledger, order, balance, head, testClient, mine } = await setUp(onTestFinished);
  const snapshot = await testClient.snapshot();
  const first = await transactor.send(paying(order));
  await mine();
  expect((await transactor.resolve(first, await head())).state).toBe('Final');
  const second = newPayment();
  await ledger.commit(second.work);
  await transactor.send(paying(second.order));
  await testClient.revert({ id: snapshot });
  await mine();
  await transactor.resolveAll(await head());
  const third = newPayment();
  await ledger.commit(third.work);
  expect(await transactor.send({ ...paying(third.order), gas: 60_000n })).toMatchObject({
    nonce: 0,
    state: 'Broadcast',
  });
  await mine();
  const resolved = await transactor.resolveAll(await head());
  expect(resolved.map(({ nonce, state }) => [nonce, state])).toEqual([
    [0, 'Final'],
    [1, 'Final'],
  ]);
  expect(await balance()).toBe(2n * payment);
  expect(await transactor.nextNonce()).toBe(2);
});

test('behavior: a nonce that only a node which is behind misses is not used again', async () => {
  const { transactor, ledger, order, head, mine } = await setUp(onTestFinished);
  await transactor.resolve(await transactor.send(paying(order)), await head());
  await mine();
  await transactor.resolveAll(await head());
  await transactor.send(paying(order));
  const behind = newPayment();
  await ledger.commit(behind.work);
  const sent = await transactor.send({ ...paying(behind.order), transactionCount: 0 });
  expect(sent.nonce).toBe(2);
});

test('behavior: what waits above a nonce that a reorganisation freed is not stuck for ever, though nothing else is sent', async () => {
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const { client, transactor, ledger, order, head, testClient, mine, balance } = await setUp(onTestFinished, { now });
  const before = await testClient.snapshot();
  await spendElsewhere(client, 0);
  await mine();
  const sent = await transactor.send(paying(order));
  expect(sent.nonce).toBe(1);
  await testClient.revert({ id: before });
  await mine();
  await transactor.resolveAll(await head());
  clock += minutes(3);
  await transactor.resolveAll(await head());
  clock += urgencies[cancelClass].firstAfter;
  await transactor.resolveAll(await head());
  expect((await attemptsOf(ledger, order.id)).map(({ nonce, cancels }) => [nonce, cancels])).toEqual([
    [1, false],
    [1, true],
    [0, true],
  ]);
  await mine();
  await transactor.resolveAll(await head());
  await mine(2);
  const resolved = await transactor.resolveAll(await head());
  expect(resolved.map(({ settled }) => settled)).not.toContain(false);
  expect(await transactor.nextNonce()).toBe(2);
  expect(await balance()).toBe(0n);
});
