import type { WorkedParent } from '../../model/desk.js';
import type { OrderClass } from '../../model/order.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';
import { considerParent } from './considerParent.js';
import { createGround, type Ground } from './ground.js';
import { laggardsFirst } from './legs.js';
import { considerLegs } from './legsTurn.js';

/** So many orders have their turn in one tick, of each class; the others at the next blocks. */
export const mostATick = 200;

/**
 * Gives the orders of a class their turn, oldest first, each on what the ones before it leave.
 * @param turnNow - The turn as it stands after what was taken last.
 */
export function considerParents(
  turnNow: () => Turn,
  orderClass: OrderClass,
  take: (decided: RowDecided) => void,
): void {
  const { desk, input } = turnNow();
  const parents = inTurn(
    desk.parents.filter((parent) => parent.orderClass === orderClass),
    input.snapshot.block.number,
  );
  let known: Ground | null = null;
  const ground = () => {
    known ??= createGround(turnNow());
    return known;
  };
  const settled = considerLegs(turnNow, orderClass, ground, take);
  for (const parent of laggardsFirst(parents, desk)) {
    if (settled.has(parent.id)) continue;
    const decided = considerParent(turnNow(), parent, ground());
    if (decided === null) continue;
    if (decided.events?.some((one) => one.kind === 'parent' && one.event.kind === 'accept')) ground().took(parent);
    take(decided);
  }
}

/** Where there are too many for one tick, those whose turn it is at this block. */
function inTurn(parents: readonly WorkedParent[], block: bigint): readonly WorkedParent[] {
  if (parents.length <= mostATick) return parents;
  const shifts = Math.ceil(parents.length / mostATick);
  const shift = Number(block % BigInt(shifts));
  return parents.slice(shift * mostATick, (shift + 1) * mostATick);
}
