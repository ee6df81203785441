import fc from 'fast-check';
import { type Hash, numberToHex, RpcRequestError } from 'viem';
import { expect, test } from 'vitest';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import type { LogQuery } from '../../venues/venue.js';
import { createLogReader } from './logReader.js';

const query: LogQuery = { address: '0x00000000000000000000000000000000000b00c5', topics: [] };
const hashOf = (block: bigint): Hash => `0x${block.toString(16).padStart(64, '0')}`;

interface Asked {
  fromBlock: bigint;
  toBlock: bigint;
}

/** A node that has one log in every third block, and takes ranges of so many blocks at most. */
function node(most: bigint, refusal: () => unknown) {
  const asked: Asked[] = [];
  const request = async ({ params: [filter] }: { params: [{ fromBlock: string; toBlock: string }] }) => {
    const range = { fromBlock: BigInt(filter.fromBlock), toBlock: BigInt(filter.toBlock) };
    asked.push(range);
    if (range.toBlock - range.fromBlock + 1n > most) throw refusal();
    const logs: { transactionHash: Hash; blockNumber: string }[] = [];
    for (let block = range.fromBlock; block <= range.toBlock; block++) {
      if (block % 3n === 0n) logs.push({ transactionHash: hashOf(block), blockNumber: numberToHex(block) });
    }
    return logs;
  };
  return { client: { request } as unknown as ChainRequester, asked };
}

const tooWide = () =>
  new RpcRequestError({ body: {}, url: 'http://node', error: { code: -32005, message: 'too wide' } });

test('invariant: whatever ranges a node takes, what is looked through is whole, in order and bounded', async () => {
  await fc.assert(
    fc.asyncProperty(fc.bigInt(1n, 3_000n), fc.bigInt(0n, 100n), fc.bigInt(0n, 20_000n), async (most, from, length) => {
      const { client, asked } = node(most, tooWide);
      const read = createLogReader(client);
      const to = from + length;
      let next = from;
      const found: Hash[] = [];
      // What is too much for one time is gone on with the next time.
      for (let times = 0; next <= to && times < 40; times++) {
        const { transactions, readTo, trouble } = await read([query], next, to);
        expect(trouble).toBeNull();
        expect(readTo).toBeGreaterThanOrEqual(next - 1n);
        found.push(...transactions);
        next = readTo + 1n;
        expect(asked.length).toBeLessThanOrEqual((times + 1) * 24);
      }
      const whole = next - 1n;
      expect(found.map(BigInt)).toEqual(
        Array.from({ length: Number(whole - from + 1n) }, (_, i) => from + BigInt(i)).filter((at) => at % 3n === 0n),
      );
      if (most >= 100n) expect(whole).toBe(to);
    }),
    { numRuns: 50 },
  );
});

test('behavior: a node that has no logs at all says so, and nothing is believed to be looked through', async () => {
  const { client } = node(0n, tooWide);
  const { transactions, readTo, trouble } = await createLogReader(client)([query], 100n, 200n);
  expect([transactions, readTo]).toEqual([[], 99n]);
  expect(trouble).toMatch(/RPC Request failed/);
});

test('behavior: no answer is a failure of the endpoint, and not of the range', async () => {
  const { client, asked } = node(0n, () => new Error('socket closed'));
  await expect(createLogReader(client)([query], 100n, 200n)).rejects.toThrow('socket closed');
  expect(asked).toHaveLength(1);
});

test('behavior: what is no list of logs is nonsense', async () => {
  for (const answer of ['0x', null, [{ transactionHash: '0x12' }], [7]]) {
    const client = { request: async () => answer } as unknown as ChainRequester;
    await expect(createLogReader(client)([query], 1n, 2n)).rejects.toMatchObject({
      name: 'EndpointError',
      retryable: true,
    });
  }
});
