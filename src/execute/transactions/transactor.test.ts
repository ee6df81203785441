import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { milliseconds, unixMillis } from '../../model/units.js';
import { createEndpoint } from '../../observe/endpoints/createEndpoint.js';
import { newId } from '../../record/id.js';
import { openLedger } from '../../record/ledger.js';
import { attemptsOf, openAttempts } from '../../record/queries/attempts.js';
import { updateOrder } from '../../record/statements/orders.js';
import { insertTradingState } from '../../record/statements/runs.js';
import { NonceError } from './nextNonce.js';
import {
  chainId,
  openJournal,
  paying,
  payment,
  privateKey,
  recipient,
  setUp,
  signer,
  tampered,
} from './testing/sending.js';
import { NotPermittedError } from './transactor.js';

const sender = { account: signer.address, chainId };
const minutes = (n: number) => milliseconds(n * 60_000);

test('default: sent, mined, final, paid once, with its gas', async () => {
  const { transactor, order, balance, head, client, mine } = await setUp(onTestFinished);
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
  const { order, client: real, file, ledger } = await setUp(onTestFinished);
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
  const { transactor, order, balance, client } = await setUp(onTestFinished);
  const along = updateOrder(newId(0), { status: 'New', text: '', at: order.createdAt });
  await expect(transactor.send({ ...paying(order), along })).rejects.toThrow(/there is no order/);
  const count = await client.request({ method: 'eth_getTransactionCount', params: [signer.address, 'pending'] });
  expect([count, await balance()]).toEqual(['0x0', 0n]);
});

test('behavior: parallel sends take nonces in turn, and a nonce in flight is never taken twice', async () => {
  const { transactor, order, balance, head, mine } = await setUp(onTestFinished);
  const sent = await Promise.all([1, 2, 3].map(() => transactor.send(paying(order))));
  expect(sent.map(({ nonce }) => nonce)).toEqual([0, 1, 2]);
  await expect(transactor.send({ ...paying(order), nonce: 1 })).rejects.toThrow(NonceError);
  await mine();
  const resolved = await transactor.resolveAll(await head());
  expect(resolved.map(({ state }) => state)).toEqual(['Final', 'Final', 'Final']);
  expect(await balance()).toBe(3n * payment);
});

test('behavior: open attempts are looked up in one post', async () => {
  const { transactor, order, head, mine } = await setUp(onTestFinished);
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
  const { file, client, order, balance, head, mine } = await setUp(onTestFinished);
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
  const { file, client, order, balance, head, mine } = await setUp(onTestFinished);
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
  const { file, client, order, head } = await setUp(onTestFinished);
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
  const { file, client, order } = await setUp(onTestFinished);
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

test('behavior: while halted nothing is sent, neither new nor again, and what happens is still seen', async () => {
  const { client, file, order, head, ledger, balance, mine } = await setUp(onTestFinished);
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
  await expect(transactor.send(paying(order))).rejects.toThrow(NotPermittedError);
  await transactor.recover();
  expect((await transactor.resolve(lost, await head())).state).toBe('Unknown');
  expect(await balance()).toBe(0n);
  await say('active');
  await transactor.recover();
  await mine();
  expect((await transactor.resolve(lost, await head())).state).toBe('Final');
});

test('behavior: an endpoint that fails changes nothing', async () => {
  const { file, order, transactor, ledger } = await setUp(onTestFinished);
  const sent = await transactor.send(paying(order));
  const dead = openJournal({ file, client: createEndpoint('http://127.0.0.1:1').client });
  onTestFinished(() => dead.ledger.close());
  await expect(dead.transactor.resolve(sent, { number: 9n })).rejects.toThrow();
  await expect(dead.transactor.recover()).rejects.toThrow();
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Broadcast', text: '' }]);
});

test('behavior: waiting ends with the head that mines it, and gives an open attempt back when time is up', async () => {
  const { anvil, transactor, order, mine } = await setUp(onTestFinished);
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
  const { transactor, order } = await setUp(onTestFinished);
  const foreign = { ...order, account: recipient };
  await expect(transactor.send({ ...paying(order), order: foreign })).rejects.toThrow(/the key is for/);
});

test('invariant: the key is in no file of the ledger', async () => {
  const { transactor, order, file } = await setUp(onTestFinished);
  await transactor.send(paying(order));
  const key = Buffer.from(privateKey.slice(2), 'hex');
  for (const name of readdirSync(dirname(file))) {
    const bytes = readFileSync(join(dirname(file), name));
    expect(bytes.includes(key)).toBe(false);
    expect(bytes.toString('latin1').toLowerCase()).not.toContain(privateKey.slice(2));
  }
  expect(readFileSync(`${file}-wal`).toString('latin1')).toContain(order.id);
});
