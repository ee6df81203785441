import type { Child, WorkedParent } from '../../model/desk.js';
import { isOpen } from '../../model/order.js';
import type { ParentTerms } from '../../model/parentOrder.js';
import { absolute, smallest, type Wad, wad } from '../../model/units.js';

/** Where a parent stands by its children: what is done, on its way, at the venue, and free to be sent. */
export interface Standing {
  /** Filled; not less than what is booked, nor than what the children's fills come to. */
  done: Wad;
  /** Filled, booked, and not undone since as far as anybody knows. */
  certain: Wad;
  /** Of open children, what has not been filled: it may fill yet. */
  inFlight: Wad;
  /** Neither done nor given up; LeavesQty. */
  leaves: Wad;
  /** Of it, what nothing is on its way for. */
  free: Wad;
  /** Children that may still do something, oldest first. */
  open: readonly Child[];
}

const zero = wad(0n);

/** What is in flight never makes more free: an order that nobody can tell of counts whole. */
export function standingOf({
  state,
  children,
  earlier,
  terms,
}: Pick<WorkedParent, 'state' | 'children' | 'earlier' | 'terms'>): Standing {
  const open = children.filter(({ status }) => isOpen(status));
  const filled = children.reduce<bigint>((sum, child) => sum + filledFor(terms, child), earlier?.filled ?? 0n);
  const done = wad(largest(filled, state.cumQty));
  const inFlight = wad(open.reduce((sum, child) => sum + sizeOf(child) - smallest(filledOf(child), sizeOf(child)), 0n));
  const leaves = atLeastZero(state.quantity - state.cxlQty - done);
  return {
    done,
    certain: smallest(wad(filled), state.cumQty),
    inFlight,
    leaves,
    free: atLeastZero(leaves - inFlight),
    open,
  };
}

export const sizeOf = ({ terms }: Pick<Child, 'terms'>): Wad =>
  terms.kind === 'trade' || terms.kind === 'rest' ? terms.quantity : zero;

/** How many children an order has had. */
export const childCount = ({ children, earlier }: Pick<WorkedParent, 'children' | 'earlier'>): number =>
  children.length + (earlier?.count ?? 0);

/** Of what a child has traded, what its parent asked for: not what undoes it again. */
export const filledFor = ({ instrument, side }: ParentTerms, { fills }: Pick<Child, 'fills'>): bigint =>
  fills.reduce(
    (sum, fill) =>
      fill.kind === 'trade' && fill.instrument === instrument && fill.side === side
        ? sum + absolute(fill.quantity)
        : sum,
    0n,
  );

export const filledOf = ({ fills }: Pick<Child, 'fills'>): Wad =>
  wad(fills.reduce((sum, fill) => (fill.kind === 'trade' ? sum + absolute(fill.quantity) : sum), 0n));

const atLeastZero = (value: bigint): Wad => wad(value > 0n ? value : 0n);

const largest = (a: bigint, b: bigint): bigint => (a > b ? a : b);
