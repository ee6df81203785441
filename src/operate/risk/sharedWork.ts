import type { PricingKernel } from '../../assess/pricing/kernel.js';
import type { CompiledHoldings, CompiledUnderlying } from '../../assess/revalue/compileHoldings.js';
import { revalue } from '../../assess/revalue/revalue.js';
import type { Scenarios } from '../../model/scenarios.js';

/** A revaluation that several threads share. All but the underlyings is memory that each of them sees. */
export interface SharedWork {
  /** What the underlyings were compiled for: another kernel would differ in the last bits. */
  kernel: PricingKernel['name'];
  underlyings: readonly CompiledUnderlying[];
  scenarios: Scenarios;
  /** Filled, an entry a scenario. */
  pnl: Float64Array;
  /** How many pieces are taken, how many are done. Made for one piece of work only: who comes late finds nothing left to take. */
  counts: Int32Array;
  /** The scenarios are cut into so many. */
  pieces: number;
}

const taken = 0;
const done = 1;

/** Counts for a new piece of work. */
export const newCounts = (): Int32Array => new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));

/** Does pieces as long as there are any. Any thread may join at any time. */
export function takePart(kernel: PricingKernel, { underlyings, scenarios, pnl, counts, pieces }: SharedWork): void {
  const compiled: CompiledHoldings = { kernel, underlyings };
  for (;;) {
    const piece = Atomics.add(counts, taken, 1);
    if (piece >= pieces) return;
    const start = Math.floor((piece * scenarios.count) / pieces);
    const end = Math.floor(((piece + 1) * scenarios.count) / pieces);
    pnl.set(revalue(compiled, slice(scenarios, start, end)), start);
    Atomics.add(counts, done, 1);
    Atomics.notify(counts, done);
  }
}

const slice = ({ spot, vol, years }: Scenarios, start: number, end: number): Scenarios => ({
  count: end - start,
  spot: spot.map((column) => column.subarray(start, end)),
  vol: vol.map((column) => column.subarray(start, end)),
  years: years.subarray(start, end),
});

/** Blocks until every piece is done. @returns false when none was finished for `patience` milliseconds */
export function waitForOthers({ counts, pieces }: Pick<SharedWork, 'counts' | 'pieces'>, patience: number): boolean {
  for (;;) {
    const finished = Atomics.load(counts, done);
    if (finished >= pieces) return true;
    if (Atomics.wait(counts, done, finished, patience) === 'timed-out') return false;
  }
}
