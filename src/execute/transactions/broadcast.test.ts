import type { Hex } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { wei } from '../../model/units.js';
import { createEndpoint } from '../../observe/endpoints/createEndpoint.js';
import type { ChainClient } from '../../observe/endpoints/endpoint.js';
import { broadcast } from './broadcast.js';
import {
  answering,
  chainId,
  everywhereOver,
  fees,
  payment,
  recipient,
  signer,
  spendElsewhere,
  startChain,
} from './testing/sending.js';

const refusing = (client: ChainClient, message: string, code = -32000) =>
  answering(client, {
    eth_sendRawTransaction: () => {
      throw Object.assign(new Error(message), { code });
    },
  });
const dead = createEndpoint('http://127.0.0.1:1').client;

async function signed(tip = fees) {
  const transaction = { ...tip, chainId, nonce: 0, to: recipient, data: '0x', value: payment, gas: 21_000n } as const;
  return { account: signer.address, nonce: 0, ...(await signer.sign(transaction)) };
}
const has = async (client: ChainClient, hash: Hex) =>
  (await client.request({ method: 'eth_getTransactionByHash', params: [hash] })) !== null;

test('default: bytes go to every endpoint, and one that takes them is enough', async () => {
  const [one, other] = [await startChain(onTestFinished), await startChain(onTestFinished)];
  const transaction = await signed();
  expect(await broadcast(everywhereOver(dead, one.client, other.client), transaction)).toEqual({
    event: 'broadcast',
    text: '',
  });
  await expect.poll(() => has(other.client, transaction.hash)).toBe(true);
  expect(await has(one.client, transaction.hash)).toBe(true);
});

test.each(['already known', 'nonce too low', 'replacement transaction underpriced', 'no such method'])(
  'behavior: whatever a node says (%s), one that has the transaction has it',
  async (said) => {
    const { client } = await startChain(onTestFinished);
    const transaction = await signed();
    await client.request({ method: 'eth_sendRawTransaction', params: [transaction.bytes] });
    const outcome = await broadcast(everywhereOver(dead, refusing(client, said)), transaction);
    expect(outcome).toEqual({ event: 'broadcast', text: '' });
  },
);

test('behavior: "already known" by a node that does not have it proves nothing', async () => {
  const { client } = await startChain(onTestFinished);
  const outcome = await broadcast(everywhereOver(refusing(client, 'already known')), await signed());
  expect(outcome).toEqual({ event: 'lose', text: 'the node says it has it already' });
});

test('behavior: "underpriced" is told from a used nonce by the chain', async () => {
  const { client, mine } = await startChain(onTestFinished);
  const dear = { maxFeePerGas: wei(90n * 10n ** 9n), maxPriorityFeePerGas: wei(9n * 10n ** 9n) };
  await spendElsewhere(client, 0, dear);
  const transaction = await signed();
  const waiting = await broadcast(everywhereOver(client, dead), transaction);
  expect(waiting).toMatchObject({ event: 'lose', text: expect.stringMatching(/wants higher fees/) });
  await mine();
  const used = await broadcast(
    everywhereOver(refusing(client, 'replacement transaction underpriced'), dead),
    transaction,
  );
  expect(used).toEqual({ event: 'lose', text: 'no endpoint has it, and nonce 0 is used on chain' });
});

test('behavior: a node that says yes to everything has taken nothing', async () => {
  const { client } = await startChain(onTestFinished);
  for (const answer of [null, true, '<html>200</html>', `0x${'0'.repeat(64)}`]) {
    const polite = answering(client, { eth_sendRawTransaction: () => answer });
    expect((await broadcast(everywhereOver(polite), await signed())).event).toBe('lose');
  }
});

test('behavior: one that hangs and one that refuses hold nothing up, and the chain is asked all the same', async () => {
  const { client } = await startChain(onTestFinished);
  const hanging = answering(client, { eth_sendRawTransaction: () => new Promise(() => {}) });
  const transaction = await signed();
  const refused = broadcast(everywhereOver(hanging, refusing(client, 'already known')), transaction, 300);
  expect(await refused).toEqual({ event: 'lose', text: 'the node says it has it already' });
  const silent = { ...hanging, request: (() => new Promise(() => {})) as unknown as ChainClient['request'] };
  await client.request({ method: 'eth_sendRawTransaction', params: [transaction.bytes] });
  const known = broadcast(everywhereOver(silent, refusing(client, 'nonce too low')), transaction, 300);
  expect(await known).toEqual({ event: 'broadcast', text: '' });
  expect(await broadcast(everywhereOver(silent), transaction, 300)).toEqual({
    event: 'lose',
    text: 'no endpoint answers',
  });
});
