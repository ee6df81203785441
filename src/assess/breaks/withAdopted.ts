import type { Break } from '../../model/breaks.js';
import { fromFloat, toFloat, wad } from '../../model/units.js';
import type { Baseline, BaselineHeld } from './baseline.js';
import type { Compared } from './compareHeld.js';

/**
 * The baseline with what people have taken for right: of what differs, as much as they were shown. What has changed since then
 * still differs. The same object where nobody has taken anything.
 * @param adopted - Oldest first.
 */
export function withAdopted(baseline: Baseline, compared: readonly Compared[], adopted: readonly Break[]): Baseline {
  const held = new Map(baseline.held.map((one) => [one.what, one]));
  let isChanged = false;
  for (const one of compared.filter(({ verdict }) => verdict === 'different')) {
    const nothing: BaselineHeld = { ...one.held, quantity: wad(0n), anchor: one.anchor, adopted: '' };
    let base = held.get(one.what) ?? nothing;
    for (const { id, what, expected, actual } of adopted) {
      if (what !== one.what || id <= base.adopted) continue;
      const gap = wad(one.actual - one.expected);
      // A break is kept as float64: where it is all there is, it is taken to the last digit.
      const isAll = Math.abs(toFloat(gap) - (actual - expected)) <= 1e-9 * Math.max(1, Math.abs(actual));
      const taken = isAll ? gap : fromFloat(actual - expected, 'down');
      base = { ...base, quantity: wad(base.quantity + taken), adopted: id };
      held.set(what, base);
      isChanged = true;
    }
  }
  return isChanged ? { ...baseline, held: [...held.values()] } : baseline;
}
