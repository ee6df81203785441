import { metrics as known } from '../../assess/metrics.js';
import type { Answer } from './output.js';
import { bold, table } from './table.js';

const seenBy = {
  portfolio: 'every rule',
  underlying: 'hedge (its underlying), topUp, deleverage and protect (the account’s first)',
  account: 'topUp, deleverage, protect',
} as const;

/** Every name that a rule's `when` may use. */
export function metrics(): Answer {
  const text = table(known, [
    { title: 'metric', cell: (m) => bold(m.name) },
    { title: 'unit', cell: (m) => m.unit },
    { title: 'seen by', cell: (m) => seenBy[m.scope] },
    { title: 'what', cell: (m) => m.describe },
  ]);
  return { json: known.map(({ name, scope, unit, describe }) => ({ name, scope, unit, describe })), text };
}
