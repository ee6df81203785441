import type { LegsState, WorkedParent } from '../../model/desk.js';
import type { Id, OrderClass } from '../../model/order.js';
import { isParentOpen } from '../../model/parentOrder.js';
import type { RowDecided } from '../decideRow.js';
import type { DecisionDraft } from '../plan.js';
import type { Turn } from '../turn.js';
import { roomForParts } from './begun.js';
import { considerParent } from './considerParent.js';
import { createGround, type Ground } from './ground.js';
import { mixed } from './jitter.js';
import { laggardsFirst, legsIn } from './legs.js';
import { considerLegs } from './legsTurn.js';
import { isOf } from './otherAccount.js';
import { takenOn } from './takenOn.js';
import { undecidable } from './undecidable.js';

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
  /** What throws over one order, or one trade of several legs, holds up nothing else. */
  const attempt = (some: readonly WorkedParent[], what: () => void): void => {
    try {
      what();
    } catch (error) {
      take(undecidable(turnNow(), some.filter(isOpenIn(orderClass)).slice(0, mostATick), error));
    }
  };
  attempt(turnNow().desk.parents, () => considerAll(turnNow, orderClass, take, attempt));
}

const isOpenIn =
  (orderClass: OrderClass) =>
  (parent: WorkedParent): boolean =>
    parent.orderClass === orderClass && isParentOpen(parent.state.status);

function considerAll(
  turnNow: () => Turn,
  orderClass: OrderClass,
  take: (decided: RowDecided) => void,
  attempt: (some: readonly WorkedParent[], what: () => void) => void,
): void {
  const { desk, input } = turnNow();
  const classes = byClass(desk.parents);
  const own = classes.get(orderClass) ?? [];
  const most = Math.floor(mostATick / Math.max(1, classes.size));
  const { number } = input.snapshot.block;
  const { account } = input.strategy;
  const legged = desk.legs.filter(
    (list) => legsIn(list)[0]?.orderClass === orderClass && list.parents.every((one) => isOf(one, account)),
  );
  const lists = inTurn(legged, (list) => list.parents.length, Math.floor(most / 2), number);
  const asLegs = idsIn(legged);
  const together = idsIn(lists);
  const alone = asLegs.size === 0 ? own : own.filter(({ id }) => !asLegs.has(id));
  const singles = new Set(singlesIn(alone, Math.max(1, most - together.size), number));
  const parents = own.filter((parent) => together.has(parent.id) || singles.has(parent));
  let known: Ground | null = null;
  const ground = () => {
    known ??= createGround(turnNow());
    return known;
  };
  const settled = new Set<Id>();
  for (const list of lists) {
    attempt(list.parents, () => {
      // None has a turn of its own where all of them cannot have theirs.
      for (const { id } of list.parents) settled.add(id);
      const had = considerLegs(turnNow, [list], ground, take);
      for (const { id } of list.parents) if (!had.has(id)) settled.delete(id);
    });
  }
  const room = roomForParts(input);
  for (const parent of laggardsFirst(parents.length > room ? longestWaiting(parents) : parents, desk)) {
    if (settled.has(parent.id)) continue;
    attempt([parent], () => {
      const decided = considerParent(turnNow(), parent, ground());
      if (decided === null) return;
      for (const accepted of takenOn([parent], decided)) ground().took(accepted);
      const isFull = partsIn(decided.decisions) > 0 && partsIn(turnNow().decided) >= room;
      take(isFull ? later(turnNow(), decided) : decided);
    });
  }
}

const sorted = new WeakMap<readonly WorkedParent[], ReadonlyMap<OrderClass, readonly WorkedParent[]>>();

/** Sorted out once a tick, and not for each class. */
function byClass(parents: readonly WorkedParent[]): ReadonlyMap<OrderClass, readonly WorkedParent[]> {
  const known = sorted.get(parents);
  if (known) return known;
  const classes = new Map<OrderClass, WorkedParent[]>();
  for (const parent of parents) {
    const same = classes.get(parent.orderClass);
    if (same) same.push(parent);
    else classes.set(parent.orderClass, [parent]);
  }
  sorted.set(parents, classes);
  return classes;
}

function singlesIn(alone: readonly WorkedParent[], most: number, block: bigint): readonly WorkedParent[] {
  if (alone.length <= most) return alone;
  const [asked, others] = [alone.filter(waitsForWord), alone.filter((parent) => !waitsForWord(parent))];
  const [first, second] = [Math.ceil(most / 2), Math.floor(most / 2)];
  const heard = inTurn(asked, () => 1, Math.max(first, most - others.length), block);
  return [...heard, ...inTurn(others, () => 1, Math.max(1, second, most - heard.length), block)];
}

/** What the keeper is to say yes or no to. */
const waitsForWord = ({ state: { status } }: WorkedParent): boolean =>
  status === 'PendingNew' || status === 'PendingCancel' || status === 'PendingReplace';

/** Parts of orders that are to be sent. */
const partsIn = (decisions: readonly DecisionDraft[]): number =>
  decisions.filter(({ verdict, subject }) => verdict === 'act' && 'parent' in subject).length;

/** Its part is planned anew at a later block; that its stop was touched stays so. */
function later({ portfolio, usage }: Turn, { events = [] }: RowDecided): RowDecided {
  const touched = events.filter((one) => one.kind === 'parent' && one.event.kind === 'trigger');
  return { decisions: [], portfolio, usage, ...(touched.length > 0 ? { events: touched } : {}) };
}

/** Where not all can be sent a part: what is to be taken back first, then who has waited longest for one. */
function longestWaiting(parents: readonly WorkedParent[]): readonly WorkedParent[] {
  const since = ({ state, children, acceptedAt, createdAt }: WorkedParent): number =>
    state.status === 'PendingCancel' ? 0 : (children.at(-1)?.createdAt ?? acceptedAt ?? createdAt);
  return parents.toSorted((a, b) => since(a) - since(b));
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
