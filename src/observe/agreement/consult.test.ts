import { type Address, encodeFunctionResult, type Hex, multicall3Abi, numberToHex, toHex } from 'viem';
import { expect, test } from 'vitest';
import { multicall3Address } from '../../model/multicall3.js';
import { ask, done } from '../../model/reading.js';
import { unixSeconds, wei } from '../../model/units.js';
import { type Venue, VenueReadError } from '../../venues/venue.js';
import type { ChainClient, Endpoint } from '../endpoints/endpoint.js';
import { createHandClock } from '../endpoints/testing/handClock.js';
import { callsAt } from '../runReadings.js';
import { takeSnapshots } from '../takeSnapshots.js';
import { consult } from './consult.js';

const hash = `0x${'ab'.repeat(32)}` as const;
const account: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const block = { number: 7n, hash, parentHash: hash, timestamp: unixSeconds(1), baseFee: wei(1n) };
const frame = { chainId: 1, block, multicall3: multicall3Address };

/** Reads one word, and is unread where the call reverts. */
const venue = {
  id: 'toy',
  account,
  read: () =>
    ask([{ to: account, data: '0x01' }], ([result]) => {
      if (!result?.ok) throw new VenueReadError('the toy reverts');
      const empty = { positions: [], marginAccounts: [], markets: [], funding: [], prices: {} };
      return done({ venue: 'toy', ...empty, detail: result.data });
    }),
} as unknown as Venue;
const watched = { account, venues: [venue] };

/** Says each word in turn when the venue is read, the last one for ever; null reverts. */
function saying(label: string, ...words: readonly (Hex | null)[]): Endpoint {
  const left = [...words];
  const header = {
    number: numberToHex(7),
    hash,
    parentHash: hash,
    timestamp: numberToHex(1),
    baseFeePerGas: numberToHex(1),
  };
  const request = async ({ method }: { method: string }) => {
    if (method === 'eth_getBlockByHash') return header;
    const word = left.length > 1 ? left.shift() : left[0];
    const balance = { success: true, returnData: toHex(5n, { size: 32 }) };
    const read = { success: word !== null, returnData: word ?? '0x' };
    return encodeFunctionResult({ abi: multicall3Abi, functionName: 'aggregate3', result: [balance, read] });
  };
  return { label, client: { request } as unknown as ChainClient, close: async () => {} };
}

async function consulting(inUse: Endpoint, others: readonly Endpoint[]) {
  const [taken] = await takeSnapshots(frame, [watched], callsAt(inUse, multicall3Address, hash));
  if (!taken) throw new Error('nothing was taken');
  const clock = createHandClock();
  const stop = new AbortController().signal;
  const doubts = [{ watched, wanted: 2, taken }];
  return consult(doubts, { frame, inUse, others, patienceMs: 2_000, clock, stop });
}

test('default: the same bytes agree', async () => {
  const { opinions, accused } = await consulting(saying('a', '0x02'), [saying('b', '0x02')]);
  expect(opinions).toMatchObject([{ agreement: { agreed: 2, differed: 0 } }]);
  expect(accused).toEqual([]);
});

test('behavior: what it said first stands when, asked again, the one in use cannot read it any more', async () => {
  const { opinions, accused } = await consulting(saying('a', '0x02', null), [saying('b', '0x03')]);
  expect(opinions).toMatchObject([{ agreement: { agreed: 1, differed: 1 } }]);
  expect(accused.map(({ endpoint }) => endpoint.label)).toEqual(['b', 'a']);
});

test('behavior: most of them are believed, whoever is in use', async () => {
  const { opinions, accused } = await consulting(saying('a', '0x02'), [saying('b', '0x03'), saying('c', '0x03')]);
  expect(opinions).toMatchObject([{ agreement: { agreed: 2, differed: 1 } }]);
  expect(opinions[0]?.taken.snapshot.readings[0]?.detail).toBe('0x03');
  expect(accused.map(({ endpoint }) => endpoint.label)).toEqual(['a']);
});
