import { encodeFunctionData, parseAbi, zeroAddress } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../test/lab.js';
import { standardBook, standardFunds } from '../lab/book.js';
import { multicall3Address } from '../model/multicall3.js';
import { ask, done } from '../model/reading.js';
import { marginAccountsOf, positionsOf } from '../model/snapshot.js';
import type { Venue } from '../venues/venue.js';
import { venueKindOf } from '../venues/venues.js';
import { createEndpoint } from './endpoints/createEndpoint.js';
import type { Endpoint } from './endpoints/endpoint.js';
import { latestBlock } from './latestBlock.js';
import { multicall } from './multicall.js';
import { openVenues } from './openVenues.js';
import { callsAt } from './runReadings.js';
import { replaySnapshot, takeSnapshots } from './takeSnapshots.js';

const lab = useLab();

/** An endpoint that counts what goes through it. */
function counting(url: string): { endpoint: Endpoint; methods: string[] } {
  const endpoint = createEndpoint(url);
  const methods: string[] = [];
  const { request } = endpoint.client;
  endpoint.client.request = ((args: { method: string }) => {
    methods.push(args.method);
    return request(args as never);
  }) as typeof request;
  return { endpoint, methods };
}

async function watched(endpoint: Endpoint) {
  const account = await lab().createAccount(standardFunds);
  await lab().openBook(account, standardBook);
  const block = await latestBlock(endpoint);
  const kinds: [string, unknown, string[]][] = [
    ['lyra', lab().venues.lyra, ['ETH']],
    ['perp-v2', lab().venues['perp-v2'], ['ETH']],
    ['wallet', {}, ['USDC', 'sUSD', 'sETH']],
  ];
  const requests = kinds.map(([id, deployment, names]) => {
    const kind = venueKindOf(id);
    if (!kind) throw new Error(`no venue ${id}`);
    return { kind, deployment, account: account.address, names, tokens: lab().tokens };
  });
  const outcomes = await openVenues(requests, callsAt(endpoint, multicall3Address, block.hash));
  const venues: Venue[] = outcomes.map((outcome) => {
    if (!outcome.ok) throw new Error(outcome.error);
    return outcome.value;
  });
  return { account: account.address, venues, block };
}

test('default: the standard book, every value at one block hash, in one round trip', async () => {
  const { endpoint, methods } = counting(lab().url);
  const { account, venues, block } = await watched(endpoint);
  methods.length = 0;
  const frame = { chainId: 31337, block, multicall3: multicall3Address };
  const call = callsAt(endpoint, multicall3Address, block.hash);
  const [taken] = await takeSnapshots(frame, [{ account, venues }], call);
  expect(taken?.snapshot.unread).toEqual([]);
  expect(positionsOf(taken?.snapshot as never).map((p) => p.id)).toEqual(
    expect.arrayContaining(['lyra #1', 'lyra #2', 'lyra #3', 'perp-v2 ETH', 'wallet USDC']),
  );
  expect(marginAccountsOf(taken?.snapshot as never)).toHaveLength(4);
  expect(methods).toEqual(['eth_call']);
  await lab().moveMarket(1900);
  const again = await takeSnapshots(frame, [{ account, venues }], call);
  expect(again[0]?.snapshot).toEqual(taken?.snapshot);
});

test('behavior: a snapshot is made again from what was recorded of it', async () => {
  const { endpoint } = counting(lab().url);
  const { account, venues, block } = await watched(endpoint);
  const frame = { chainId: 31337, block, multicall3: multicall3Address };
  const [taken] = await takeSnapshots(frame, [{ account, venues }], callsAt(endpoint, multicall3Address, block.hash));
  expect(replaySnapshot(frame, { account, venues }, taken?.transcripts ?? [])).toEqual(taken?.snapshot);
});

test('behavior: a venue that cannot be read is unread, and stops nothing else', async () => {
  const { endpoint } = counting(lab().url);
  const { account, venues, block } = await watched(endpoint);
  const [first, ...rest] = venues;
  const data = encodeFunctionData({ abi: parseAbi(['function nope()']) });
  const broken = {
    ...(first as Venue),
    read: () =>
      ask([{ to: lab().tokens.USDC.address, data }], ([answer]) => {
        if (!answer?.ok) throw new Error('nope does not answer');
        return done(null as never);
      }),
  };
  const frame = { chainId: 31337, block, multicall3: multicall3Address };
  const call = callsAt(endpoint, multicall3Address, block.hash);
  const [taken] = await takeSnapshots(frame, [{ account, venues: [broken, ...rest] }], call);
  expect(taken?.snapshot.unread).toEqual([{ venue: first?.id, error: 'nope does not answer' }]);
  expect(taken?.snapshot.readings.map((reading) => reading.venue)).toEqual(['perp-v2', 'wallet']);
});

test('behavior: a block that is gone, or a Multicall3 that is not there, is no snapshot at all', async () => {
  const { endpoint } = counting(lab().url);
  const block = await latestBlock(endpoint);
  const call = { to: lab().tokens.USDC.address, data: '0x313ce567' } as const;
  const gone = `0x${'12'.repeat(32)}` as const;
  await expect(multicall(endpoint, multicall3Address, [call], gone)).rejects.toMatchObject({ retryable: true });
  await expect(multicall(endpoint, zeroAddress, [call], block.hash)).rejects.toThrow('with nothing');
});
