import { type Address, decodeFunctionResult, encodeFunctionData, multicall3Abi } from 'viem';
import { noQuoteSheets, type QuoteSheet, type QuoteSheets } from '../model/quotes.js';
import { ask, type CallResult, done, type Reading } from '../model/reading.js';
import type { SequencerFeed, SequencerState } from '../model/sequencer.js';
import type { Block, Snapshot, UnreadVenue, VenueReading } from '../model/snapshot.js';
import { type Wei, wei } from '../model/units.js';
import { type Venue, VenueReadError } from '../venues/venue.js';
import { valueTokens } from '../venues/wallet/valueTokens.js';
import { EndpointError } from './endpoints/endpoint.js';
import { readSequencer } from './readSequencer.js';
import { type MakeCalls, type Outcome, replayReading, runReadings, type Transcript } from './runReadings.js';

/** One account and the venues bound to it. */
export interface Watched {
  account: Address;
  venues: readonly Venue[];
}

/** Where and when: the same for every account of a tick. */
export interface SnapshotFrame {
  chainId: number;
  block: Block;
  multicall3: Address;
  /** The newest quotes of the venues that want prices from outside the chain; none when left out. */
  sheets?: QuoteSheets;
  /** The feed of the rollup's sequencer; absent where the chain declares none. */
  sequencer?: SequencerFeed;
}

export interface TakenSnapshot {
  snapshot: Snapshot;
  /** Of each of its readings, in order; `replaySnapshot` takes them. */
  transcripts: readonly Transcript[];
}

/**
 * One snapshot for each watched account, all of one block hash, in as many round trips as the most talkative venue
 * has phases. A venue that cannot be read is listed as unread; it stops nothing else.
 * @throws EndpointError when the endpoint fails: then there is no snapshot at all, never a partial one.
 */
export async function takeSnapshots(
  frame: SnapshotFrame,
  watched: readonly Watched[],
  makeCalls: MakeCalls,
): Promise<TakenSnapshot[]> {
  const readings = watched.map((one) => readingsOf(frame, one));
  const outcomes = await runReadings(readings.flat(), makeCalls);
  let taken = 0;
  return watched.map((one, i) => {
    const count = readings[i]?.length ?? 0;
    const own = outcomes.slice(taken, taken + count);
    taken += count;
    return assemble(frame, one, own);
  });
}

/** The snapshot again, from what was recorded of it. */
export const replaySnapshot = (frame: SnapshotFrame, watched: Watched, transcripts: readonly Transcript[]): Snapshot =>
  assemble(
    frame,
    watched,
    readingsOf(frame, watched).map((reading, i) => replayReading(reading, transcripts[i] ?? [])),
  ).snapshot;

const readingsOf = (
  { multicall3, block, sheets = noQuoteSheets, sequencer }: SnapshotFrame,
  { account, venues }: Watched,
): (() => Reading<Read>)[] => [
  () => nativeBalance(multicall3, account),
  ...venues.map((venue) => () => venue.read(block, sheetsFor([venue], sheets))),
  // Last, so that what was recorded before a chain had declared one is still in its place.
  ...(sequencer ? [() => readSequencer(sequencer)] : []),
];

/** What one reading is about; told apart by what they are. */
type Read = Wei | VenueReading | SequencerState;

const isVenueReading = (value: Read): value is VenueReading => typeof value !== 'bigint' && 'venue' in value;
const isSequencer = (value: Read): value is SequencerState => typeof value !== 'bigint' && 'grace' in value;

/** Only what these venues have asked for: what they are given is what is recorded of it. */
export const sheetsFor = (venues: Iterable<Pick<Venue, 'quoteSources'>>, sheets: QuoteSheets): QuoteSheets =>
  new Map(
    [...venues].flatMap(({ quoteSources = [] }) =>
      quoteSources.flatMap(({ id }): [string, QuoteSheet][] => {
        const sheet = sheets.get(id);
        return sheet ? [[id, sheet]] : [];
      }),
    ),
  );

function assemble(
  { chainId, block, sequencer: declared }: SnapshotFrame,
  { account, venues }: Watched,
  outcomes: readonly Outcome<Read>[],
): TakenSnapshot {
  const [balance, ...own] = outcomes;
  if (!balance?.ok || typeof balance.value !== 'bigint') {
    throw new EndpointError('the gas token balance cannot be read', { retryable: true });
  }
  const readings: VenueReading[] = [];
  const unread: UnreadVenue[] = [];
  venues.forEach((venue, i) => {
    const outcome = own[i];
    if (outcome?.ok && isVenueReading(outcome.value)) readings.push(outcome.value);
    else unread.push({ venue: venue.id, error: outcome?.ok === false ? outcome.error : 'no answer' });
  });
  const last = declared ? own[venues.length] : undefined;
  const sequencer = last?.ok && isSequencer(last.value) ? { sequencer: last.value } : {};
  const stated = { chainId, account, block, nativeBalance: balance.value };
  const snapshot = { ...stated, readings: valueTokens(readings), unread, ...sequencer };
  return { snapshot, transcripts: outcomes.map(({ transcript }) => transcript) };
}

function nativeBalance(multicall3: Address, account: Address): Reading<Wei> {
  const data = encodeFunctionData({ abi: multicall3Abi, functionName: 'getEthBalance', args: [account] });
  return ask([{ to: multicall3, data }], ([result]) => done(decodeBalance(result)));
}

function decodeBalance(result: CallResult | undefined): Wei {
  if (!result?.ok) throw new VenueReadError('Multicall3 does not state the gas token balance', { retryable: true });
  return wei(decodeFunctionResult({ abi: multicall3Abi, functionName: 'getEthBalance', data: result.data }));
}
