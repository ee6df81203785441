import { type Address, decodeFunctionResult, encodeFunctionData, multicall3Abi } from 'viem';
import type { CallResult, Reading } from '../model/reading.js';
import { ask, done } from '../model/reading.js';
import type { Block, Snapshot, VenueReading } from '../model/snapshot.js';
import { type Wei, wei } from '../model/units.js';
import { type Venue, VenueReadError } from '../venues/venue.js';
import { valueTokens } from '../venues/wallet/valueTokens.js';
import { EndpointError } from './endpoints/endpoint.js';
import { type Outcome, runReadings, type Transcript } from './runReadings.js';

/** One account and the venues bound to it. */
export interface Watched {
  account: Address;
  venues: readonly Venue[];
}

export interface TakeSnapshotsOptions {
  chainId: number;
  block: Block;
  multicall3: Address;
  watched: readonly Watched[];
  /** Makes a phase's calls at `block`; or answers from a transcript. */
  call: Parameters<typeof runReadings>[1];
}

/**
 * One snapshot for each watched account, all of one block hash, in as many round trips as the most talkative venue
 * has phases. A venue that cannot be read is listed as unread; it stops nothing else.
 * @throws EndpointError when the endpoint fails: then there is no snapshot at all, never a partial one.
 */
export async function takeSnapshots(
  options: TakeSnapshotsOptions,
): Promise<{ snapshots: Snapshot[]; transcript: Transcript }> {
  const { chainId, block, multicall3, watched, call } = options;
  const readings: Reading<Wei | VenueReading>[] = watched.flatMap(({ account, venues }) => [
    nativeBalance(multicall3, account),
    ...venues.map((venue) => venue.read(block)),
  ]);
  const { outcomes, transcript } = await runReadings(readings, call);
  let taken = 0;
  const snapshots = watched.map(({ account, venues }) => {
    const [balance, ...own] = outcomes.slice(taken, taken + venues.length + 1);
    taken += venues.length + 1;
    if (!balance?.ok || typeof balance.value !== 'bigint') {
      throw new EndpointError('the gas token balance cannot be read', { retryable: true });
    }
    return assemble({ chainId, account, block, nativeBalance: balance.value }, venues, own);
  });
  return { snapshots, transcript };
}

function assemble(
  base: Pick<Snapshot, 'chainId' | 'account' | 'block' | 'nativeBalance'>,
  venues: readonly Venue[],
  outcomes: readonly Outcome<Wei | VenueReading>[],
): Snapshot {
  const readings: VenueReading[] = [];
  const unread: Snapshot['unread'][number][] = [];
  venues.forEach((venue, i) => {
    const outcome = outcomes[i];
    if (outcome?.ok && typeof outcome.value !== 'bigint') readings.push(outcome.value);
    else unread.push({ venue: venue.id, error: outcome?.ok === false ? outcome.error : 'no answer' });
  });
  return { ...base, readings: valueTokens(readings), unread };
}

function nativeBalance(multicall3: Address, account: Address): Reading<Wei> {
  const data = encodeFunctionData({ abi: multicall3Abi, functionName: 'getEthBalance', args: [account] });
  return ask([{ to: multicall3, data }], ([result]) => done(decodeBalance(result)));
}

function decodeBalance(result: CallResult | undefined): Wei {
  if (!result?.ok) throw new VenueReadError('Multicall3 does not state the gas token balance', { retryable: true });
  return wei(decodeFunctionResult({ abi: multicall3Abi, functionName: 'getEthBalance', data: result.data }));
}
