import type { RecordedExecution } from '../../../record/queries/tca/recordedExecuted.js';

/** For programs: the order flat, and what is not known null. */
export function jsonOf({ order, ...execution }: RecordedExecution) {
  const { worked, marks, ...about } = order;
  const { side, ordered, undone } = worked;
  return { ...about, side, ordered, undone, ...execution, marks };
}
