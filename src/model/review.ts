import type { Check, Subject } from './decision.js';
import type { Id, OrderClass, OrderTerms, TradeTerms } from './order.js';
import type { Algorithm } from './parentOrder.js';
import type { ReviewDefault } from './reviewSettings.js';
import type { UnixMillis, Wad } from './units.js';

/** `Used`: what was approved has been sent, and the same again is asked for anew. */
export const reviewStatuses = ['Open', 'Approved', 'Rejected', 'Used'] as const;

export type ReviewStatus = (typeof reviewStatuses)[number];

/** A whole order that a person asked for, with how it is to be worked: an answer says nothing of another stop, nor of a faster way. */
export interface WholeOrder extends TradeTerms {
  /** null: it has none, or it was touched. */
  stopPx: Wad | null;
  algorithm: Algorithm;
}

/**
 * A question to a person: may this be done? It is asked once for a rule and its subject, or for a parent order; while it is open
 * nothing of it is sent. What is approved is planned anew at the next block, and passes up to the size that was approved.
 */
export interface Review {
  id: Id;
  strategy: string;
  /** Of the book that asks: a strategy of several chains has one on each, with questions of its own. */
  chainId: number;
  rule: string;
  subject: Subject;
  orderClass: OrderClass;
  /** As it stood when it was asked. */
  terms: OrderTerms | WholeOrder;
  /** USD as it stood when it was asked. */
  notional: number;
  /** Those that want a person to look. */
  checks: readonly Check[];
  status: ReviewStatus;
  /** USD that may be sent at most once it is approved: `notional`, or what the votes have cut it to. */
  approved: number;
  /** How many people must say yes. */
  approvals: number;
  /** Until when it may be answered, and until when an answer holds. */
  expiresAt: UnixMillis;
  onExpiry: ReviewDefault;
  openedAt: UnixMillis;
  votes: readonly Vote[];
}

/** What one person has said. The newest of each counts. */
export interface Vote {
  author: string;
  verdict: 'approve' | 'reject';
  /** USD at most; absent: all of it. */
  notional?: number;
  text: string;
  at: UnixMillis;
}
