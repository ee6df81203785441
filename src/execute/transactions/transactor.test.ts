import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { milliseconds, unixMillis, wad, wei } from '../../model/units.js';
import { createEndpoint } from '../../observe/endpoints/endpoint.js';
import { newId } from '../../record/id.js';
import { openLedger } from '../../record/ledger.js';
import { attemptsOf, fillsOf, openAttempts } from '../../record/queries/attempts.js';
import { insertFill, updateOrder } from '../../record/statements/orders.js';
import { insertTradingState } from '../../record/statements/runs.js';
import { NonceError } from './nextNonce.js';
import {
  chainId,
  fees,
  type Journal,
  newLedgerFile,
  newPayment,
  openJournal,
  paying,
  payment,
  privateKey,
  recipient,
  request,
  signer,
  startChain,
  tampered,
} from './testing/sending.js';
import { HaltedError } from './transactor.js';

const sender = { account: signer.address, chainId };
const minutes = (n: number) => milliseconds(n * 60_000);

async function setUp(options: Partial<Journal> = {}) {
  const chain = await startChain(onTestFinished);
  const file = newLedgerFile(onTestFinished);
  const journal = openJournal({ file, client: chain.client, ...options });
  onTestFinished(() => journal.ledger.close());
  const { order, work } = newPayment();
  await journal.ledger.commit(work);
  return { ...chain, ...journal, file, order };
}

/** Spends a nonce of ours behind the ledger's back. */
async function spendElsewhere(client: Awaited<ReturnType<typeof setUp>>['client'], nonce: number, tip = fees) {
  const transaction = { ...tip, chainId, nonce, to: signer.address, data: '0x', value: wei(0n), gas: 21_000n } as const;
  const { bytes } = await signer.sign(transaction);
  await client.request({ method: 'eth_sendRawTransaction', params: [bytes] });
}

test('default: sent, mined, final, paid once, with its gas', async () => {
  const { transactor, order, balance, head, client, mine } = await setUp();
  const before = await balance(signer.address);
  const sent = await transactor.send(paying(order));
  expect(sent).toMatchObject({ state: 'Broadcast', nonce: 0, step: 0, order: order.id, cancels: false });
  expect((await transactor.resolve(sent, await head())).state).toBe('Broadcast');
  await mine();
  const mined = await transactor.resolve(sent, await head());
  expect(mined).toMatchObject({ state: 'Final', blockNumber: 1n, settled: true, text: '' });
  expect(await balance()).toBe(payment);
  expect(await balance(signer.address)).toBe(before - payment - (mined.gasCost ?? 0n));
  const receipt = await client.request({ method: 'eth_getTransactionReceipt', params: [sent.hash] });
  expect(mined.blockHash).toBe(receipt?.blockHash);
  expect(await transactor.nextNonce()).toBe(1);
});

test('invariant: intent, nonce, bytes and hash are in the file before a byte leaves', async () => {
  const seen: unknown[] = [];
  const { order, client: real, file, ledger } = await setUp();
  const client = tampered(real, async (forward) => {
    const other = openLedger({ file, readonly: true });
    seen.push(await openAttempts(other, sender));
    other.close();
    return forward();
  });
  const { transactor, ledger: second } = openJournal({ file, client });
  const along = updateOrder(order.id, { status: 'New', text: '', at: order.createdAt });
  const sent = await transactor.send({ ...paying(order), along });
  second.close();
  expect(seen).toMatchObject([[{ state: 'Signed', bytes: sent.bytes, hash: sent.hash, nonce: 0, order: order.id }]]);
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Broadcast' }]);
});

test('behavior: what cannot be committed is not sent', async () => {
  const { transactor, order, balance, client } = await setUp();
  const along = updateOrder(newId(0), { status: 'New', text: '', at: order.createdAt });
  await expect(transactor.send({ ...paying(order), along })).rejects.toThrow(/there is no order/);
  const count = await client.request({ method: 'eth_getTransactionCount', params: [signer.address, 'pending'] });
  expect([count, await balance()]).toEqual(['0x0', 0n]);
});

test('behavior: parallel sends take nonces in turn, and a nonce in flight is never taken twice', async () => {
  const { transactor, order, balance, head, mine } = await setUp();
  const sent = await Promise.all([1, 2, 3].map(() => transactor.send(paying(order))));
  expect(sent.map(({ nonce }) => nonce)).toEqual([0, 1, 2]);
  await expect(transactor.send({ ...paying(order), nonce: 1 })).rejects.toThrow(NonceError);
  await mine();
  const resolved = await transactor.resolveAll(await head());
  expect(resolved.map(({ state }) => state)).toEqual(['Final', 'Final', 'Final']);
  expect(await balance()).toBe(3n * payment);
});

test('behavior: open attempts are looked up in one post', async () => {
  const { transactor, order, head, mine } = await setUp();
  for (let i = 0; i < 4; i++) await transactor.send(paying(order));
  await mine();
  const at = await head();
  const posts: unknown[] = [];
  const realFetch = globalThis.fetch;
  onTestFinished(() => {
    globalThis.fetch = realFetch;
  });
  globalThis.fetch = (...args) => {
    posts.push(args[1]?.body);
    return realFetch(...args);
  };
  expect((await transactor.resolveAll(at)).map(({ state }) => state)).toEqual(Array(4).fill('Final'));
  expect(posts).toHaveLength(1);
});

test('behavior: an answer that is lost after the node took the bytes is not a failure', async () => {
  const { file, client, order, balance, head, mine } = await setUp();
  const answerLost = tampered(client, async (forward) => {
    await forward();
    throw new Error('socket hang up');
  });
  const { transactor, ledger } = openJournal({ file, client: answerLost });
  onTestFinished(() => ledger.close());
  const sent = await transactor.send(paying(order));
  expect(sent.state).toBe('Broadcast');
  await mine();
  expect((await transactor.resolve(sent, await head())).state).toBe('Final');
  expect(await balance()).toBe(payment);
});

test('behavior: bytes that were lost leave an Unknown attempt, which is sent again, the very same', async () => {
  const { file, client, order, balance, head, mine } = await setUp();
  let cut = true;
  const bytesLost = tampered(client, async (forward) => {
    if (cut) throw new Error('socket hang up');
    return forward();
  });
  const { transactor, ledger } = openJournal({ file, client: bytesLost });
  onTestFinished(() => ledger.close());
  const lost = await transactor.send(paying(order));
  expect(lost).toMatchObject({ state: 'Unknown', text: 'no answer from the node' });
  expect(await transactor.nextNonce()).toBe(1);
  cut = false;
  expect(await transactor.resolve(lost, await head())).toMatchObject({ state: 'Broadcast', text: '', hash: lost.hash });
  await mine();
  expect((await transactor.resolve(lost, await head())).state).toBe('Final');
  expect(await balance()).toBe(payment);
});

test('behavior: lost bytes are not sent again at every block', async () => {
  let tries = 0;
  const { file, client, order, head } = await setUp();
  const cut = tampered(client, async () => {
    tries++;
    throw new Error('socket hang up');
  });
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const { transactor, ledger } = openJournal({ file, client: cut, now, resendEvery: milliseconds(5_000) });
  onTestFinished(() => ledger.close());
  await transactor.send(paying(order));
  for (let block = 0; block < 10; block++) await transactor.resolveAll(await head());
  expect(tries).toBe(1);
  clock += 5_001;
  for (let block = 0; block < 10; block++) await transactor.resolveAll(await head());
  expect(tries).toBe(2);
});

test('behavior: bytes that the node has already count as sent', async () => {
  const { file, client, order } = await setUp();
  let said = '';
  const twice = tampered(client, async (forward) => {
    await forward();
    return forward().catch((error: Error) => {
      said = error.message;
      throw error;
    });
  });
  const { transactor, ledger } = openJournal({ file, client: twice });
  onTestFinished(() => ledger.close());
  expect(await transactor.send(paying(order))).toMatchObject({ state: 'Broadcast', text: '' });
  expect(said).toMatch(/already imported|already known/i);
});

test('behavior: a nonce used by somebody else drops the attempt and says so', async () => {
  const { client, transactor, order, balance, head, mine } = await setUp();
  await spendElsewhere(client, 0);
  await mine();
  const sent = await transactor.send({ ...paying(order), nonce: 0 });
  expect(sent).toMatchObject({ state: 'Unknown', text: 'the node says the nonce is used' });
  const dropped = await transactor.resolve(sent, await head());
  expect(dropped).toMatchObject({ state: 'Dropped', text: 'nonce used by somebody else', settled: true });
  expect(await transactor.nextNonce()).toBe(1);
  expect(await balance()).toBe(0n);
});

test('behavior: a foreign transaction at our nonce in the pool decides nothing until it is mined', async () => {
  const { client, transactor, order, balance, head, mine } = await setUp();
  await spendElsewhere(client, 0, { maxFeePerGas: wei(90n * 10n ** 9n), maxPriorityFeePerGas: wei(9n * 10n ** 9n) });
  const sent = await transactor.send(paying(order));
  expect(sent).toMatchObject({ state: 'Unknown', text: expect.stringMatching(/wants higher fees/) });
  expect((await transactor.resolve(sent, await head())).state).toBe('Unknown');
  await mine();
  expect((await transactor.resolve(sent, await head())).state).toBe('Dropped');
  expect(await balance()).toBe(0n);
});

test('behavior: finality waits for its confirmations, of our transactions and of others', async () => {
  const { client, transactor, order, head, mine } = await setUp({ confirmations: 3 });
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
  const { client, transactor, ledger, order, balance, head, mine } = await setUp({ confirmations: 6 });
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
  const { client, transactor, order, head, testClient, mine } = await setUp({ confirmations: 10 });
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
  const { transactor, order, head, testClient, ledger, mine } = await setUp({ confirmations: 2 });
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
  const { transactor, ledger, order, balance, head, mine } = await setUp({ now });
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
  const { transactor, ledger, order } = await setUp({ now });
  await transactor.send(paying(order));
  for (let i = 0; i < 12; i++) {
    clock += minutes(6);
    await transactor.recover();
  }
  const made = await attemptsOf(ledger, order.id);
  expect(made.map(({ nonce }) => nonce)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(new Set(made.map(({ hash }) => hash)).size).toBe(6);
});

test('behavior: while halted nothing is sent, neither new nor again, and what happens is still seen', async () => {
  const { client, file, order, head, ledger, balance, mine } = await setUp();
  let cut = true;
  const bytesLost = tampered(client, async (forward) => {
    if (cut) throw new Error('socket hang up');
    return forward();
  });
  const { transactor, ledger: own } = openJournal({ file, client: bytesLost });
  onTestFinished(() => own.close());
  const lost = await transactor.send(paying(order));
  cut = false;
  const say = (state: 'halted' | 'active') =>
    ledger.commit(insertTradingState({ state, reason: 'drill', author: 'ada', at: unixMillis(0) }));
  await say('halted');
  await expect(transactor.send(paying(order))).rejects.toThrow(HaltedError);
  await transactor.recover();
  expect((await transactor.resolve(lost, await head())).state).toBe('Unknown');
  expect(await balance()).toBe(0n);
  await say('active');
  await transactor.recover();
  await mine();
  expect((await transactor.resolve(lost, await head())).state).toBe('Final');
});

test('behavior: an endpoint that fails changes nothing', async () => {
  const { file, order, transactor, ledger } = await setUp();
  const sent = await transactor.send(paying(order));
  const dead = openJournal({ file, client: createEndpoint('http://127.0.0.1:1').client });
  onTestFinished(() => dead.ledger.close());
  await expect(dead.transactor.resolve(sent, { number: 9n })).rejects.toThrow();
  await expect(dead.transactor.recover()).rejects.toThrow();
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Broadcast', text: '' }]);
});

test('behavior: waiting ends with the head that mines it, and gives an open attempt back when time is up', async () => {
  const { anvil, transactor, order, mine } = await setUp();
  const endpoint = createEndpoint(anvil.wsUrl);
  onTestFinished(() => endpoint.close());
  const listeners = new Set<(head: { number: bigint }) => void>();
  const unsubscribe = await endpoint.subscribe?.(
    (header) => {
      const { number } = header as { number: `0x${string}` };
      for (const listener of listeners) listener({ number: BigInt(number) });
    },
    () => {},
  );
  onTestFinished(() => unsubscribe?.());
  const onHead = (listener: (head: { number: bigint }) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const sent = await transactor.send(paying(order));
  const open = await transactor.settled(sent, { onHead, timeoutMs: milliseconds(1) });
  expect(open.state).toBe('Broadcast');
  const aborted = await transactor.settled(sent, { onHead, timeoutMs: minutes(1), signal: AbortSignal.abort() });
  expect(aborted.state).toBe('Broadcast');
  const waiting = transactor.settled(sent, { onHead, timeoutMs: minutes(1), until: 'settled' });
  await mine();
  expect(await waiting).toMatchObject({ state: 'Final', blockNumber: 1n });
  expect(listeners.size).toBe(0);
});

test('args: order, when it is of another account', async () => {
  const { transactor, order } = await setUp();
  const foreign = { ...order, account: recipient };
  await expect(transactor.send({ ...paying(order), order: foreign })).rejects.toThrow(/the key is for/);
});

test('invariant: the key is in no file of the ledger', async () => {
  const { transactor, order, file } = await setUp();
  await transactor.send(paying(order));
  const key = Buffer.from(privateKey.slice(2), 'hex');
  for (const name of readdirSync(dirname(file))) {
    const bytes = readFileSync(join(dirname(file), name));
    expect(bytes.includes(key)).toBe(false);
    expect(bytes.toString('latin1').toLowerCase()).not.toContain(privateKey.slice(2));
  }
  expect(readFileSync(`${file}-wal`).toString('latin1')).toContain(order.id);
});
