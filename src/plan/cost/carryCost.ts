import type { Position } from '../../model/position.js';
import { secondsPerYear } from '../../model/time.js';
import type { Milliseconds } from '../../model/units.js';

/**
 * USD that positions pay more over `hold` than others do, at the rates of the block: interest is not compounded, and rates are
 * not foreseen. Negative when they earn more. NaN where the same position states what it pays in one of them only.
 */
export function carryCost(before: readonly Position[], after: readonly Position[], hold: Milliseconds): number {
  const known = new Map(before.map(({ id, carry }) => [id, carry]));
  let year = 0;
  for (const { id, carry } of after) {
    const was = known.get(id);
    if (known.delete(id) && (was === undefined) !== (carry === undefined)) return Number.NaN;
    year += (carry ?? 0) - (was ?? 0);
  }
  for (const gone of known.values()) year -= gone ?? 0;
  // Not `-0`, which JSON would have to be taught.
  return year === 0 ? 0 : (-year * hold) / 1_000 / secondsPerYear;
}
