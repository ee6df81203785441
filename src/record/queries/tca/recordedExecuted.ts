import type { Executed } from '../../../assess/execution/executed.js';
import type { Execution } from '../../../assess/execution/executionOf.js';
import type { CostComparison } from '../../../plan/cost/compareCosts.js';

export interface RecordedExecuted extends Executed {
  /** Of its parts that were done whole: what was foretold beside what it came to. */
  comparisons: readonly CostComparison[];
}

export interface RecordedExecution extends Execution {
  order: RecordedExecuted;
}
