import type { Hex } from 'viem';
import type { Desk, WorkedParent } from '../model/desk.js';
import { type PackedSnapshot, packSnapshot } from './snapshotCodec.js';

/** A desk of fewer orders than that is written with each tick that stands on it. */
const few = 256;

/** Open orders, in pieces, each of which is kept once: of thousands hardly any changes from one tick to the next. */
export interface DeskPieces {
  /** The desk without its orders. */
  desk: Desk;
  /** By which the pieces are found, in the order of the orders. */
  names: readonly Hex[];
  pieces: readonly PackedSnapshot[];
}

/** null where there are so few orders that they may as well be written each time. */
export function deskPieces(desk: Desk): DeskPieces | null {
  if (desk.parents.length < few) return null;
  const pieces = cut(desk.parents).map(packedOf);
  return { desk: { ...desk, parents: [] }, names: pieces.map(({ hash }) => hash), pieces };
}

/**
 * Where a piece ends depends on its last order alone: one that comes or goes changes the piece that it is in, and moves no other. Ids
 * end in random digits: one in 256 ends in these.
 */
function cut(parents: readonly WorkedParent[]): WorkedParent[][] {
  const pieces: WorkedParent[][] = [];
  let open: WorkedParent[] = [];
  for (const parent of parents) {
    if (open.length === 0) pieces.push(open);
    open.push(parent);
    if (parent.id.endsWith('00')) open = [];
  }
  return pieces;
}

const packed = new WeakMap<WorkedParent, { orders: readonly WorkedParent[]; whole: PackedSnapshot }>();

/** By the first of its orders: the same objects need not be written out again. */
function packedOf(orders: readonly WorkedParent[]): PackedSnapshot {
  const [first] = orders;
  const known = first && packed.get(first);
  if (known?.orders.length === orders.length && known.orders.every((order, i) => order === orders[i])) {
    return known.whole;
  }
  const whole = packSnapshot(orders);
  if (first) packed.set(first, { orders, whole });
  return whole;
}
