import { sayNumber } from '../../assess/sayNumber.js';
import type { WorkedParent } from '../../model/desk.js';
import { milliseconds, type UnixMillis } from '../../model/units.js';

/** So long without an answer or a child order, and people should know. */
export const stalledAfter = milliseconds(15 * 60_000);

/** That nothing was done of an order for long, in a sentence; empty otherwise. */
export function sayStalled(
  { acceptedAt, createdAt, children }: Pick<WorkedParent, 'acceptedAt' | 'createdAt' | 'children'>,
  now: UnixMillis,
): string[] {
  const since = children.at(-1)?.updatedAt ?? acceptedAt ?? createdAt;
  if (now - since < stalledAfter) return [];
  return [`stalled: nothing was done for ${sayNumber(Math.floor((now - since) / 60_000))} min`];
}
