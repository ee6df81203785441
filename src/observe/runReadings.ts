import type { Address, Hash } from 'viem';
import { shortMessageOf } from '../model/error.js';
import type { Call, CallResult, Reading } from '../model/reading.js';
import type { Endpoint } from './endpoints/endpoint.js';
import { multicall } from './multicall.js';

export type Outcome<Value> = { ok: true; value: Value } | { ok: false; error: string };

/** Every call of a run with its answer, phase by phase: enough to run the same readings again without a chain. */
export interface Transcript {
  phases: readonly { calls: readonly Call[]; results: readonly CallResult[] }[];
}

export interface ReadingsRun<Value> {
  /** In the order of the readings. One reading's failure is its own. */
  outcomes: Outcome<Value>[];
  transcript: Transcript;
}

type Step<Value> = { reading: Reading<Value> } | { error: string };

/**
 * Runs readings side by side: each phase's calls of all of them travel as one `eth_call` at one block hash.
 * @throws EndpointError when the endpoint fails; what a reading itself makes of nonsense is its own outcome.
 */
export async function runReadings<Value>(
  readings: readonly Reading<Value>[],
  call: (calls: readonly Call[]) => Promise<readonly CallResult[]>,
): Promise<ReadingsRun<Value>> {
  let steps: Step<Value>[] = readings.map((reading) => ({ reading }));
  const phases: Transcript['phases'][number][] = [];
  for (;;) {
    const calls = steps.flatMap((step) => callsOf(step));
    if (calls.length === 0) return { outcomes: steps.map(outcomeOf), transcript: { phases } };
    const results = await call(calls);
    phases.push({ calls, results });
    let taken = 0;
    steps = steps.map((step) => {
      const count = callsOf(step).length;
      const own = results.slice(taken, taken + count);
      taken += count;
      return advance(step, own);
    });
  }
}

/** The caller that a live run hands to `runReadings`. */
export const callsAt =
  (endpoint: Endpoint, multicall3: Address, blockHash: Hash) =>
  (calls: readonly Call[]): Promise<CallResult[]> =>
    multicall(endpoint, multicall3, calls, blockHash);

/** The caller that replays a transcript. @throws Error when the readings ask for something else than was recorded. */
export function callsFrom(transcript: Transcript) {
  let phase = 0;
  return async (calls: readonly Call[]): Promise<readonly CallResult[]> => {
    const recorded = transcript.phases[phase++];
    const same =
      recorded?.calls.length === calls.length &&
      recorded.calls.every((call, i) => call.to === calls[i]?.to && call.data === calls[i]?.data);
    if (!recorded || !same) throw new Error(`phase ${phase} asks for other calls than were recorded`);
    return recorded.results;
  };
}

const callsOf = <Value>(step: Step<Value>): readonly Call[] =>
  'reading' in step && step.reading.kind === 'calls' ? step.reading.calls : [];

function advance<Value>(step: Step<Value>, results: readonly CallResult[]): Step<Value> {
  if ('error' in step || step.reading.kind === 'done') return step;
  try {
    return { reading: step.reading.next(results) };
  } catch (error) {
    return { error: shortMessageOf(error) };
  }
}

function outcomeOf<Value>(step: Step<Value>): Outcome<Value> {
  if ('error' in step) return { ok: false, error: step.error };
  if (step.reading.kind === 'done') return { ok: true, value: step.reading.value };
  return { ok: false, error: 'asks for a phase without calls' };
}
