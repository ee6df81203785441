import type { AttemptState } from '../../model/order.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';

/** Whatever stands first tells more of how an intent went. */
const byWeight: readonly (readonly AttemptState[])[] = [
  ['Mined', 'Final'],
  ['Reverted'],
  ['Reserved', 'Signed', 'Broadcast', 'Reorged', 'Unknown'],
  ['Dropped', 'Replaced'],
];

/**
 * Of all attempts at one intent, the one that tells how it went: the one that is in a block, since at most one can be; else the
 * newest that may still get there; else the newest. Undefined of none.
 * @param attempts oldest first
 */
export function decisive<Row extends Pick<JournalledAttempt, 'state'>>(attempts: readonly Row[]): Row | undefined {
  for (const states of byWeight) {
    const found = attempts.findLast(({ state }) => states.includes(state));
    if (found) return found;
  }
  return undefined;
}
