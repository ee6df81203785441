import type { Hash } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import type { ChainClient, Endpoint } from '../../observe/endpoints/endpoint.js';
import { attemptsOf } from '../../record/queries/attempts.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { answering, newPayment, openJournal, paying, setUp, silent, spendElsewhere } from './testing/sending.js';
import { createWitnesses, silenceMs } from './witnesses.js';

const endpoint = (label: string, client: ChainClient): Endpoint => ({ label, client, close: async () => {} });
const gone = async () => {
  throw new Error('socket hang up');
};
const dead = (client: ChainClient): ChainClient => ({ ...client, request: gone as unknown as ChainClient['request'] });

/** The client with its answers changed on their way. */
function changing(client: ChainClient, change: (method: string, answer: unknown) => unknown): ChainClient {
  const request = async (args: { method: string }) =>
    change(args.method, await (client.request as (asked: unknown) => Promise<unknown>)(args));
  return { ...client, request: request as ChainClient['request'] };
}
const flipped = (client: ChainClient): ChainClient =>
  changing(client, (method, answer) =>
    method === 'eth_getTransactionReceipt' && answer
      ? { ...answer, status: (answer as { status: string }).status === '0x1' ? '0x0' : '0x1' }
      : answer,
  );

/** One payment that is out. What is asked of the first endpoint is asked of the others before anything is settled. */
async function paidThrough(endpointsOf: (client: ChainClient) => readonly ChainClient[], confirmations = 1) {
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const world = await setUp(onTestFinished, { now });
  const sent = await world.transactor.send(paying(world.order));
  const [first, ...rest] = endpointsOf(world.client).map((client, i) => endpoint(`endpoint ${i + 1}`, client));
  if (!first) throw new Error('no endpoint');
  const accused: string[] = [];
  const pool = {
    current: () => first,
    others: () => rest,
    accuse: ({ label }: Endpoint) => {
      accused.push(label);
    },
  };
  const { transactor } = openedOn(world.file, first.client, confirmations);
  function openedOn(file: string, client: ChainClient, depth: number) {
    const witnesses = createWitnesses({ pool, now, log: silent });
    const journal = openJournal({ file, client, now, confirmations: depth, witnesses });
    onTestFinished(() => journal.ledger.close());
    return journal;
  }
  const look = async () => transactor.resolveAll(await world.head());
  const states = async () => (await attemptsOf(world.ledger, world.order.id)).map(({ state }) => state);
  const wait = (ms: number) => {
    clock += ms;
  };
  return { ...world, sent, accused, look, states, wait, transactor };
}

const forgedReceipt = (transactionHash: Hash, blockHash: Hash) => ({
  ...{ transactionHash, blockHash, blockNumber: '0x1', status: '0x1', gasUsed: '0x5208', effectiveGasPrice: '0x1' },
  logs: [],
});

test('default: a receipt that the chain of the same endpoint does not bear out mines nothing', async () => {
  const { client, file, order, ledger, transactor, head, mine } = await setUp(onTestFinished);
  const { hash } = await transactor.send(paying(order));
  const lying = (blockHash: Hash) =>
    openJournal({
      file,
      client: answering(client, { eth_getTransactionReceipt: () => forgedReceipt(hash, blockHash) }),
    });
  const invented = lying(`0x${'1'.repeat(64)}`);
  onTestFinished(() => invented.ledger.close());
  await invented.transactor.resolveAll(await head());
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Broadcast' }]);
  await mine();
  // The block is there, and the transaction is in it by now; the receipt names another block all the same.
  await invented.transactor.resolveAll(await head());
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Broadcast' }]);
  await transactor.resolveAll(await head());
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Final' }]);
});

test('behavior: a receipt of a real block is not believed while the account has not used the nonce', async () => {
  const { client, file, ledger, transactor, head, mine, testClient } = await setUp(onTestFinished);
  await mine();
  const block = await client.request({ method: 'eth_getBlockByNumber', params: ['0x1', false] });
  const { order, work } = newPayment();
  await ledger.commit(work);
  const { hash } = await transactor.send(paying(order));
  const forged = { eth_getTransactionReceipt: () => forgedReceipt(hash, block?.hash ?? '0x') };
  const { ledger: other, transactor: misled } = openJournal({ file, client: answering(client, forged) });
  onTestFinished(() => other.close());
  await misled.resolveAll(await head());
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Broadcast' }]);
  await testClient.dropTransaction({ hash });
});

test('behavior: all of it forged by one endpoint, nothing is mined while another contradicts it', async () => {
  let hash: Hash = '0x';
  const lies = (client: ChainClient): ChainClient => {
    const forging = async (args: { method: string }) => {
      if (args.method === 'eth_getTransactionCount') return '0x1';
      const block = await client.request({ method: 'eth_getBlockByNumber', params: ['0x1', false] });
      if (args.method === 'eth_getTransactionReceipt') return forgedReceipt(hash, block?.hash ?? '0x');
      if (args.method === 'eth_getBlockByNumber') return { ...block, transactions: [hash] };
      return (client.request as (asked: unknown) => Promise<unknown>)(args);
    };
    return { ...client, request: forging as ChainClient['request'] };
  };
  const { sent, look, states, accused, testClient, mine } = await paidThrough((client) => [
    lies(client),
    client,
    client,
  ]);
  hash = sent.hash;
  await testClient.dropTransaction({ hash });
  await mine(2);
  await look();
  expect(await states()).toEqual(['Broadcast']);
  expect(accused).toEqual(['endpoint 1']);
});

test('behavior: where one says that it reverted and another that it did not, its order goes on, and both are accused', async () => {
  const { look, states, accused, mine } = await paidThrough((client) => [flipped(client), client]);
  await mine();
  await look();
  expect(await states()).toEqual(['Broadcast']);
  expect(accused).toEqual(['endpoint 2', 'endpoint 1']);
});

test('behavior: believed at first, an outcome is put right by an endpoint that says otherwise', async () => {
  const { client, file, look, states, mine, head, transactor, accused } = await paidThrough(
    (honest) => [honest, flipped(honest), honest],
    2,
  );
  const { ledger, transactor: misled } = openJournal({ file, client: flipped(client), confirmations: 2 });
  onTestFinished(() => ledger.close());
  await mine();
  await misled.resolveAll(await head());
  expect(await states()).toEqual(['Reverted']);
  await look();
  expect(await states()).toEqual(['Mined']);
  await mine();
  await look();
  expect(await states()).toEqual(['Final']);
  expect(accused).toEqual(['endpoint 2']);
  expect(await transactor.nextNonce()).toBe(1);
});

test('behavior: while the others are silent nothing is final, and after a while the one that answers is believed', async () => {
  const { look, states, wait, mine, accused } = await paidThrough((client) => [client, dead(client)]);
  await mine();
  await look();
  expect(await states()).toEqual(['Mined']);
  wait(silenceMs - 1);
  await look();
  expect(await states()).toEqual(['Mined']);
  wait(10_000);
  await look();
  expect(await states()).toEqual(['Final']);
  expect(accused).toEqual([]);
});

test('behavior: a nonce is not somebody else’s on the word of one endpoint while the other is down', async () => {
  const { client, look, states, sent, wait, ledger, mine, testClient } = await paidThrough((client) => [
    client,
    dead(client),
  ]);
  await testClient.dropTransaction({ hash: sent.hash });
  await spendElsewhere(client, 0);
  await mine(2);
  await look();
  expect(await states()).toEqual(['Broadcast']);
  expect((await currentTradingState(ledger)).state).toBe('active');
  wait(silenceMs);
  await look();
  expect(await states()).toEqual(['Dropped']);
  expect((await currentTradingState(ledger)).state).toBe('reducing');
});

test('behavior: a reverted transaction does not wait for those who are silent', async () => {
  const { look, states, mine } = await paidThrough((client) => [flipped(client), dead(client)]);
  await mine();
  await look();
  expect(await states()).toEqual(['Reverted']);
});

test('behavior: believed of a real block, a forged mining is taken back once the block is seen not to list it', async () => {
  const { client, file, ledger, order, transactor, head, mine, testClient } = await setUp(onTestFinished, {
    confirmations: 2,
  });
  await mine();
  const block = await client.request({ method: 'eth_getBlockByNumber', params: ['0x1', false] });
  const { hash } = await transactor.send(paying(order));
  const forged = answering(client, {
    eth_getTransactionReceipt: () => forgedReceipt(hash, block?.hash ?? '0x'),
    eth_getTransactionCount: () => '0x1',
    eth_getBlockByNumber: () => ({ ...block, transactions: [hash] }),
  });
  const misled = openJournal({ file, client: forged, confirmations: 9 });
  onTestFinished(() => misled.ledger.close());
  await misled.transactor.resolveAll(await head());
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Mined', blockNumber: 1n }]);
  // Its nonce is used in truth, by somebody else: the count alone does not tell any more.
  await testClient.dropTransaction({ hash });
  await spendElsewhere(client, 0);
  await mine(3);
  await transactor.resolveAll(await head());
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Dropped' }]);
});
