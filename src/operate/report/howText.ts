import type { RecordedExecution } from '../../record/queries/tca/recordedExecuted.js';

/** Which way an order was done: by which algorithm, or by a rule. */
export const howText = ({ kind, algorithm, rule }: RecordedExecution['order']): string =>
  kind === 'rule' ? (rule ?? '') : `${algorithm ?? ''}${kind === 'order' ? '' : `, ${kind}`}`;
