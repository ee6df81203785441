import { encodeFunctionResult, multicall3Abi } from 'viem';
import { expect, test } from 'vitest';
import { multicall3Address } from '../model/multicall3.js';
import type { QuoteSheet, QuoteSheets } from '../model/quotes.js';
import { done } from '../model/reading.js';
import type { Block, VenueReading } from '../model/snapshot.js';
import { unixMillis, unixSeconds, wei } from '../model/units.js';
import { packSnapshot, unpackSnapshot } from '../record/snapshotCodec.js';
import type { Venue } from '../venues/venue.js';
import { replaySnapshot, sheetsFor, takeSnapshots } from './takeSnapshots.js';

const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const block: Block = {
  number: 7n,
  hash: `0x${'1'.repeat(64)}`,
  parentHash: `0x${'2'.repeat(64)}`,
  timestamp: unixSeconds(1_700_000_000),
  baseFee: wei(1n),
};

const sheet = (source: string, price: bigint): QuoteSheet => ({
  source,
  receivedAt: unixMillis(1_700_000_000_000),
  ok: true,
  url: 'https://prices.example',
  quotes: [{ token: account, min: price, max: price + 1n, updatedAt: unixSeconds(1_700_000_000) }],
});

/** A venue whose reading is what it was given of quotes; it asks for these sources. */
const quoted = (id: string, sources: readonly string[]): Venue =>
  ({
    id,
    account,
    quoteSources: sources.map((source) => ({ id: source, urls: [], tokens: null, parse: () => [] })),
    read: (_: Block, sheets?: QuoteSheets) =>
      done({ venue: id, positions: [], marginAccounts: [], markets: [], funding: [], prices: {}, detail: sheets }),
  }) as unknown as Venue;

const balance = encodeFunctionResult({ abi: multicall3Abi, functionName: 'getEthBalance', result: 5n });
const makeCalls = async (calls: readonly unknown[]) => calls.map(() => ({ ok: true, data: balance }));

const venues = [quoted('a', ['a tickers']), quoted('b', []), quoted('c', ['c tickers', 'missing'])];
const sheets: QuoteSheets = new Map(
  ['a tickers', 'c tickers', 'of another book'].map((id, i) => [id, sheet(id, BigInt(i))]),
);
const frame = { chainId: 1, block, multicall3: multicall3Address };
const given = (readings: readonly VenueReading[]) => readings.map(({ detail }) => [...(detail as QuoteSheets).keys()]);

test('default: a venue is given the sheets that it asked for, and no others', async () => {
  const [taken] = await takeSnapshots({ ...frame, sheets }, [{ account, venues }], makeCalls);
  expect(given(taken?.snapshot.readings ?? [])).toEqual([['a tickers'], [], ['c tickers']]);
});

test('behavior: what was quoted is recorded and gives the same snapshot again; without it, there were no quotes', async () => {
  const [taken] = await takeSnapshots({ ...frame, sheets }, [{ account, venues }], makeCalls);
  const recorded = { sheets: sheetsFor(venues, sheets), transcripts: taken?.transcripts ?? [] };
  expect([...recorded.sheets.keys()]).toEqual(['a tickers', 'c tickers']);
  const kept = unpackSnapshot(packSnapshot(recorded)) as typeof recorded;
  expect(kept).toEqual(recorded);
  const watched = { account, venues } as const;
  expect(replaySnapshot({ ...frame, sheets: kept.sheets }, watched, kept.transcripts)).toEqual(taken?.snapshot);
  const before = replaySnapshot(frame, watched, kept.transcripts);
  expect(given(before.readings)).toEqual([[], [], []]);
});
