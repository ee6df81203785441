import { Worker } from 'node:worker_threads';
import type { CompiledHoldings } from '../../assess/revalue/compileHoldings.js';
import { expectFit, revalue } from '../../assess/revalue/revalue.js';
import type { Scenarios } from '../../model/scenarios.js';
import { createSharedColumns } from './sharedColumns.js';
import { newCounts, type SharedWork, takePart, waitForOthers } from './sharedWork.js';

export interface RevaluationThreads {
  /** As `revalue`, and the same bits. Blocks until all is done. @throws RangeError as `revalue` */
  revalue(compiled: CompiledHoldings, scenarios: Scenarios): Float64Array;
  /** Ends the helpers; what is asked for afterwards is done without. If it is never called they end with the process. */
  close(): Promise<void>;
}

export interface RevaluationThreadsOptions {
  /** Threads beside the one that asks; 1 when left out. */
  helpers?: number;
}

/** Waking a helper (about 0.1 ms) and copying costs more than it brings for fewer option prices. */
const worthSharing = 100_000;
/** Enough for threads that are not equally fast to end at about the same time. */
const pieces = 16;
/** Milliseconds without anything finished after which a helper counts as lost. */
const patience = 2_000;

/**
 * Revalues on several threads with shared memory, which is kept from one call to the next. Helpers start with the first call that
 * is large enough, and do not keep the process alive. Whoever is free takes the next piece, the thread that asks among them: while
 * helpers are not up yet, or when they fail, it does the work alone, later but not otherwise.
 */
export function createRevaluationThreads({ helpers = 1 }: RevaluationThreadsOptions = {}): RevaluationThreads {
  let workers: Worker[] | undefined;
  let columns = createSharedColumns();

  const start = () => {
    const worker = new Worker(new URL('./revaluationWorker.js', import.meta.url));
    worker.on('error', () => {
      workers = workers?.filter((other) => other !== worker);
    });
    worker.unref();
    return worker;
  };
  const close = async () => {
    const ending = workers ?? [];
    workers = [];
    await Promise.all(ending.map((worker) => worker.terminate()));
  };

  return {
    revalue(compiled, scenarios) {
      expectFit(compiled, scenarios);
      const options = compiled.underlyings.reduce((sum, underlying) => sum + underlying.options.count, 0);
      if (options * scenarios.count < worthSharing) return revalue(compiled, scenarios);
      workers ??= Array.from({ length: helpers }, start);
      const { kernel, underlyings } = compiled;
      const shared = columns.hold(scenarios);
      const work: SharedWork = { kernel: kernel.name, underlyings, ...shared, counts: newCounts(), pieces };
      for (const worker of workers) worker.postMessage(work);
      takePart(kernel, work);
      if (waitForOthers(work, patience)) return work.pnl.slice();
      // Whatever a lost helper may still write, it writes to memory that nobody reads again.
      columns = createSharedColumns();
      void close();
      return revalue(compiled, scenarios);
    },
    close,
  };
}
