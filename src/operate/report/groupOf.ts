import { type Quality, qualityOf } from '../../assess/execution/qualityOf.js';
import { accuracyOf, type CostAccuracy } from '../../plan/cost/compareCosts.js';
import type { RecordedExecution } from '../../record/queries/tca/recordedExecuted.js';

/** Orders that are taken together. */
export interface Group {
  name: string;
  quality: Quality;
  /** Of what was foretold. */
  accuracy: CostAccuracy;
}

export function groupOf(name: string, executions: readonly RecordedExecution[]): Group {
  const accuracy = accuracyOf(executions.flatMap(({ order }) => order.comparisons));
  return { name, quality: qualityOf(executions), accuracy };
}
