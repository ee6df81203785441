import type { Address, Hash } from 'viem';
import { BallastError, shortMessageOf } from '../model/error.js';
import type { Call, CallResult, Reading } from '../model/reading.js';
import type { Endpoint } from './endpoints/endpoint.js';
import { multicall } from './multicall.js';

/** Every call of one reading with its answer, phase by phase: enough to run it again without a chain. */
export type Transcript = readonly { calls: readonly Call[]; results: readonly CallResult[] }[];

export type Outcome<Value> = ({ ok: true; value: Value } | { ok: false; error: string }) & { transcript: Transcript };

/** Makes the calls of one phase and answers each. @throws EndpointError */
export type MakeCalls = (calls: readonly Call[]) => Promise<readonly CallResult[]>;

interface Run<Value> {
  reading: Reading<Value> | { kind: 'failed'; error: string };
  transcript: Transcript;
}

/** No protocol needs more dependent phases; an adapter that asks for ever is a defect. */
const mostPhases = 8;

/**
 * Begins readings and runs them side by side: each phase's calls of all of them travel together, equal ones once, so that the
 * whole takes as many round trips as the most talkative of them has phases.
 * @returns one outcome a reading, in order; one reading's failure is its own.
 * @throws EndpointError when the calls themselves fail.
 */
export async function runReadings<Value>(
  readings: readonly (() => Reading<Value>)[],
  makeCalls: MakeCalls,
): Promise<Outcome<Value>[]> {
  let runs = readings.map(begin);
  for (let phase = 0; phase < mostPhases; phase++) {
    const calls = runs.flatMap(callsOf);
    if (calls.length === 0) break;
    const results = await makeDistinct(calls, makeCalls);
    let taken = 0;
    runs = runs.map((run) => {
      const count = callsOf(run).length;
      const own = results.slice(taken, taken + count);
      taken += count;
      return count === 0 ? run : advance(run, own);
    });
  }
  return runs.map(outcomeOf);
}

/** Two strategies on one venue ask the same things of its markets: each is asked once, and told to all who asked. */
async function makeDistinct(calls: readonly Call[], makeCalls: MakeCalls): Promise<readonly CallResult[]> {
  const places = new Map<string, number>();
  const distinct: Call[] = [];
  const placeOf = calls.map((call) => {
    const key = `${call.to}${call.data}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, distinct.length);
    return distinct.push(call) - 1;
  });
  const results = await makeCalls(distinct);
  return placeOf.map((place) => {
    const result = results[place];
    if (!result) throw new Error(`${results.length} results for ${distinct.length} calls`);
    return result;
  });
}

/** How a live run makes its calls: one `eth_call` a phase, pinned to a block hash. */
export const callsAt =
  (endpoint: Endpoint, multicall3: Address, blockHash: Hash): MakeCalls =>
  (calls) =>
    multicall(endpoint, multicall3, calls, blockHash);

/** What was recorded is not what this code asks for: another version, or other files, decided then. */
export class ReplayError extends BallastError {
  constructor(phase: number) {
    super(`another version of ballast decided this: phase ${phase} asks for other calls than were recorded`, {
      mend: 'make it again with the version that its run names, and with the files of then',
    });
  }
}

/** Runs a reading on what was recorded of it. @throws ReplayError when it asks for something else than was recorded. */
export function replayReading<Value>(reading: () => Reading<Value>, transcript: Transcript): Outcome<Value> {
  let run = begin(reading);
  for (const [phase, recorded] of transcript.entries()) {
    const calls = callsOf(run);
    const same =
      recorded.calls.length === calls.length &&
      recorded.calls.every((call, i) => call.to === calls[i]?.to && call.data === calls[i]?.data);
    if (!same) throw new ReplayError(phase);
    run = advance(run, recorded.results);
  }
  // Of what was never read nothing is recorded: that is no other version.
  const isCut = transcript.length > 0 && transcript.length < mostPhases;
  if (isCut && callsOf(run).length > 0) throw new ReplayError(transcript.length);
  return outcomeOf(run);
}

const callsOf = <Value>({ reading }: Run<Value>): readonly Call[] => (reading.kind === 'calls' ? reading.calls : []);

function begin<Value>(reading: () => Reading<Value>): Run<Value> {
  try {
    return { reading: reading(), transcript: [] };
  } catch (error) {
    return { reading: { kind: 'failed', error: errorText(error) }, transcript: [] };
  }
}

/** What happened and, where the error knows, what to do about it. */
const errorText = (error: unknown): string =>
  error instanceof BallastError && error.mend ? `${error.shortMessage}; ${error.mend}` : shortMessageOf(error);

function advance<Value>({ reading, transcript }: Run<Value>, results: readonly CallResult[]): Run<Value> {
  if (reading.kind !== 'calls') return { reading, transcript };
  const longer = [...transcript, { calls: reading.calls, results }];
  try {
    return { reading: reading.next(results), transcript: longer };
  } catch (error) {
    return { reading: { kind: 'failed', error: errorText(error) }, transcript: longer };
  }
}

function outcomeOf<Value>({ reading, transcript }: Run<Value>): Outcome<Value> {
  if (reading.kind === 'done') return { ok: true, value: reading.value, transcript };
  if (reading.kind === 'failed') return { ok: false, error: reading.error, transcript };
  return { ok: false, error: `asks for more than ${mostPhases} phases`, transcript };
}
