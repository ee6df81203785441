import type { Allocation, Block, BlockMember, BlockStatus } from './block.js';
import type { Break } from './breaks.js';
import type { Fill, Id, Order } from './order.js';
import type { ParentEvent } from './parentEvent.js';
import type { ListStatus, OrderList, ParentOrder } from './parentOrder.js';
import type { Review } from './review.js';
import type { Turnover } from './turnover.js';
import type { UnixMillis, Wad } from './units.js';

/** What the ledger knows of orders that people have asked for, of one book: what a plan needs beside positions and rules. */
export interface Desk {
  /** Open ones, oldest first. */
  parents: readonly WorkedParent[];
  /** Of the lists that these belong to. */
  lists: readonly OrderList[];
  /** Trades of several legs that are not over. */
  legs: readonly LegsState[];
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
  /** Its child orders, oldest first: all of them, or those that are open and the newest. */
  children: readonly Child[];
  /** Of an order with very many children, those that are over and not among them. Absent where there are none. */
  earlier?: EarlierChildren;
  /** Where the market was since it was taken on: the newest samples, oldest first. Absent before the first. */
  marks?: readonly WorkingMark[];
}

/** What child orders came to that are long over. */
export interface EarlierChildren {
  count: number;
  /** Units that they have traded of what the order asks for. */
  filled: Wad;
}

/** Where the market was at a moment while an order was worked. */
export interface WorkingMark {
  /** USD per unit: where it was marked, and where a small trade would have executed. */
  mark: number;
  last: number;
  /** As the venue told it; null where it does not. */
  turnover: Turnover | null;
  /** USD that the market had traded since the first sample, as far as it was looked at; null where the venue does not tell. */
  volume: number | null;
  at: UnixMillis;
}

/** As much of a child as working needs. */
export interface Child extends Pick<Order, 'id' | 'terms' | 'status' | 'text' | 'createdAt'> {
  /** When it was last heard of. */
  updatedAt: UnixMillis;
  fills: readonly Fill[];
  /**
   * Of what a block stands on: whether no transaction was ever sent of it, or one is mined that a reorganisation may still take
   * back. Absent: neither.
   */
  reach?: 'unsent' | 'unsettled';
}

export interface BlockState extends Block {
  /**
   * Members' orders, and the one that the block's own book works. To the book of a member that only sends and receives: its own and
   * the block's.
   */
  parents: readonly WorkedParent[];
  /** What has been given to whom already. */
  allocations: readonly Allocation[];
}

/** The legs of one trade. */
export interface LegsState extends OrderList {
  status: ListStatus;
  /** Why it came to that: which leg failed, and how; empty as long as none has. */
  text: string;
  /** What people are alerted of: how much further apart they are than they may be; empty when they are not. */
  apart: string;
  /** Its legs, however they stand, and the orders that trade back what they did; oldest first. */
  parents: readonly WorkedParent[];
}

/** What a plan says of legs. Each is refused when the list has moved on meanwhile. */
export type LegsEvent =
  | { kind: 'moveList'; list: string; from: ListStatus; to: ListStatus; text: string }
  /** How much further apart they are than they may be; empty: they are no more. `from`: what was said of it before. */
  | { kind: 'legsApart'; list: string; from: string; text: string }
  /** An order that trades back what a leg has done. */
  | {
      kind: 'undoLeg';
      list: string;
      order: Pick<
        ParentOrder,
        'clOrdId' | 'strategy' | 'account' | 'chainId' | 'mode' | 'orderClass' | 'terms' | 'text'
      >;
    };

/** What a plan says of a block. Each is refused when the block has moved on meanwhile. */
export type BlockEvent =
  /** What members are to send, and the worst price that the whole will be worked at. */
  | { kind: 'askMembers'; block: Id; price: Wad | null; members: readonly Pick<BlockMember, 'parent' | 'gives'>[] }
  /** All has come that will: the members with what they have in it (0: left out), and the order for the whole. */
  | {
      kind: 'workBlock';
      block: Id;
      members: readonly Pick<BlockMember, 'parent' | 'quantity'>[];
      order: Pick<
        ParentOrder,
        'clOrdId' | 'strategy' | 'account' | 'chainId' | 'mode' | 'orderClass' | 'terms' | 'text'
      >;
    }
  /** A member has its share. `child`: the transfer that brought it; null where it traded for itself. */
  | { kind: 'allocate'; allocation: Omit<Allocation, 'id' | 'at'>; child: Id | null }
  | { kind: 'moveBlock'; block: Id; from: BlockStatus; to: BlockStatus; text: string };

/** What a plan says is to be written of parents, reviews and blocks; committed with the plan's decisions. */
export type DeskEvent =
  | BlockEvent
  | LegsEvent
  | { kind: 'parent'; parent: Id; event: ParentEvent; text: string }
  | { kind: 'openReview'; review: Omit<Review, 'id' | 'votes' | 'status'> }
  /**
   * `approved`: USD that silence approves. `sent`: what it was used for, a rule and its subject (`historyKey`): it is not used up where
   * nothing of that is sent after all.
   */
  | {
      kind: 'closeReview';
      review: Id;
      status: 'Approved' | 'Rejected' | 'Used';
      text: string;
      approved?: number;
      sent?: string;
    };

export const emptyDesk: Desk = { parents: [], lists: [], legs: [], reviews: [], breaks: [], blocks: [] };
