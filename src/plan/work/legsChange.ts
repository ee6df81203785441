import type { WorkedParent } from '../../model/desk.js';

/** Sizes are rounded to what people write and venues trade: a millionth of them is no difference. */
const rounding = 1_000_000n;

/** Whether every leg is asked to change its size, and all by the same share. */
export function inProportion(legs: readonly Pick<WorkedParent, 'state'>[]): boolean {
  const [first] = legs;
  const to = first?.state.replacing?.quantity;
  if (!first || to === undefined) return false;
  return legs.every(({ state }) => {
    const own = state.replacing?.quantity;
    // What came too late for a leg that is over is still told of it.
    if (own === undefined || state.status !== 'PendingReplace') return false;
    const difference = own * first.state.quantity - to * state.quantity;
    return (difference < 0n ? -difference : difference) * rounding <= to * state.quantity;
  });
}
