import type { LegsState, WorkedParent } from '../../model/desk.js';
import type { Id, OrderClass } from '../../model/order.js';
import type { RowDecided } from '../decideRow.js';
import type { Turn } from '../turn.js';
import { considerParent } from './considerParent.js';
import { createGround, type Ground } from './ground.js';
import { mixed } from './jitter.js';
import { laggardsFirst, legsIn } from './legs.js';
import { considerLegs } from './legsTurn.js';

/** So many orders have their turn in one tick, those of all classes together; the others at the next blocks. */
export const mostATick = 200;

/**
 * Gives the orders of a class their turn, oldest first, each on what the ones before it leave. The legs of a trade have it together.
 * Where there are too many for one tick, those that wait for a word have at least half of it: with thousands that are worked, who
 * asks for an order or wants one back would else wait as long as chance will have it.
 * @param turnNow - The turn as it stands after what was taken last.
 */
export function considerParents(
  turnNow: () => Turn,
  orderClass: OrderClass,
  take: (decided: RowDecided) => void,
): void {
  const { desk, input } = turnNow();
  const own = desk.parents.filter((parent) => parent.orderClass === orderClass);
  const classes = new Set(desk.parents.map((parent) => parent.orderClass)).size;
  const most = Math.floor(mostATick / Math.max(1, classes));
  const { number } = input.snapshot.block;
  const legged = desk.legs.filter((list) => legsIn(list)[0]?.orderClass === orderClass);
  const lists = inTurn(legged, (list) => list.parents.length, Math.floor(most / 2), number);
  const asLegs = idsIn(legged);
  const together = idsIn(lists);
  const alone = own.filter(({ id }) => !asLegs.has(id));
  const singles = new Set(singlesIn(alone, Math.max(1, most - together.size), number));
  const parents = own.filter((parent) => together.has(parent.id) || singles.has(parent));
  let known: Ground | null = null;
  const ground = () => {
    known ??= createGround(turnNow());
    return known;
  };
  const settled = considerLegs(turnNow, lists, ground, take);
  for (const parent of laggardsFirst(parents, desk)) {
    if (settled.has(parent.id)) continue;
    const decided = considerParent(turnNow(), parent, ground());
    if (decided === null) continue;
    if (isAccepted(decided)) ground().took(cutAs(parent, decided));
    take(decided);
  }
}

function singlesIn(alone: readonly WorkedParent[], most: number, block: bigint): readonly WorkedParent[] {
  const [asked, others] = [alone.filter(waitsForWord), alone.filter((parent) => !waitsForWord(parent))];
  const [first, second] = [Math.ceil(most / 2), Math.floor(most / 2)];
  const heard = inTurn(asked, () => 1, Math.max(first, most - others.length), block);
  return [...heard, ...inTurn(others, () => 1, Math.max(1, second, most - heard.length), block)];
}

/** What the keeper is to say yes or no to. */
const waitsForWord = ({ state: { status } }: WorkedParent): boolean =>
  status === 'PendingNew' || status === 'PendingCancel' || status === 'PendingReplace';

const isAccepted = ({ events = [] }: RowDecided): boolean =>
  events.some((one) => one.kind === 'parent' && one.event.kind === 'accept');

/** With as much of it as was approved, where that is less. */
function cutAs(parent: WorkedParent, { events = [] }: RowDecided): WorkedParent {
  const cuts = events.flatMap((one) =>
    one.kind === 'parent' && one.event.kind === 'requestReplace' ? (one.event.change.quantity ?? []) : [],
  );
  return { ...parent, state: { ...parent.state, quantity: cuts.at(-1) ?? parent.state.quantity } };
}

const idsIn = (lists: readonly LegsState[]): ReadonlySet<Id> =>
  new Set(lists.flatMap(({ parents }) => parents.map(({ id }) => id)));

/**
 * Where there are too many for one tick, those whose turn it is at this block. Blocks are mixed, so that a keeper that looks at every
 * second or third of them does not look at the same ones for ever.
 */
export function inTurn<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  most: number,
  block: bigint,
): readonly Item[] {
  const shifts: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOf(item);
    const last = shifts.at(-1);
    if (last && size <= room) last.push(item);
    else {
      shifts.push([item]);
      room = most;
    }
    room -= size;
  }
  return shifts[mixed(Number(block & 0xffffffffn)) % Math.max(1, shifts.length)] ?? [];
}
