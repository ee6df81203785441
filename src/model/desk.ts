import type { Block } from './block.js';
import type { Break } from './breaks.js';
import type { Fill, Id, Order } from './order.js';
import type { ParentEvent } from './parentEvent.js';
import type { OrderList, ParentOrder } from './parentOrder.js';
import type { Review } from './review.js';
import type { UnixMillis } from './units.js';

/** What the ledger knows of orders that people have asked for, of one book: what a plan needs beside positions and rules. */
export interface Desk {
  /** Open ones, oldest first. */
  parents: readonly WorkedParent[];
  /** Of the lists that these belong to. */
  lists: readonly OrderList[];
  /** Open, or answered and not used up, oldest first. */
  reviews: readonly Review[];
  /** Open. */
  breaks: readonly Break[];
  /** Not ended, that an order above is a member of or works for, with all members' orders as they stand. */
  blocks: readonly BlockState[];
}

/** A parent with what has been done for it. */
export interface WorkedParent extends ParentOrder {
  /** When the keeper took it on; null before. */
  acceptedAt: UnixMillis | null;
  /** USD per unit where the instrument was marked then; null before, or where nobody said. */
  arrivalPrice: number | null;
  /** Its child orders, oldest first. */
  children: readonly Child[];
}

/** As much of a child as working needs. */
export interface Child extends Pick<Order, 'id' | 'terms' | 'status' | 'text' | 'createdAt'> {
  /** When it was last heard of. */
  updatedAt: UnixMillis;
  fills: readonly Fill[];
}

export interface BlockState extends Block {
  parents: readonly WorkedParent[];
}

/** What a plan says is to be written of parents and reviews; committed with the plan's decisions. */
export type DeskEvent =
  | { kind: 'parent'; parent: Id; event: ParentEvent; text: string }
  | { kind: 'openReview'; review: Omit<Review, 'id' | 'votes' | 'status'> }
  | { kind: 'closeReview'; review: Id; status: 'Approved' | 'Rejected' | 'Used'; text: string };

export const emptyDesk: Desk = { parents: [], lists: [], reviews: [], breaks: [], blocks: [] };
