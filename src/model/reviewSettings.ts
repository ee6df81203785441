import type { OrderClass } from './order.js';
import type { Milliseconds } from './units.js';

/** What becomes of what nobody has looked at in time. */
export type ReviewDefault = 'approve' | 'reject';

/** How a book's questions are asked. */
export interface ReviewSettings {
  /** How long one is open, and how long an answer holds. */
  expire: Milliseconds;
  onExpiry: Readonly<Record<Exclude<OrderClass, 'survive'>, ReviewDefault>>;
  /** USD: from here on two people must say yes; Infinity: one is enough. */
  twoAbove: number;
}

/** What is urgent is done unless somebody says no; what is not waits for a yes. */
export const defaultReview: ReviewSettings = {
  expire: 900_000 as Milliseconds,
  onExpiry: { margin: 'approve', delta: 'reject', cost: 'reject' },
  twoAbove: Number.POSITIVE_INFINITY,
};
