import type { Address } from 'viem';
import type { VenueId } from './instrument.js';
import type { Id } from './order.js';
import type { UnixMillis } from './units.js';

/** `Adopted`: a person took what is there for what should be. `Resolved`: it went away by itself, or was explained by what came in later. */
export const breakStatuses = ['Open', 'Adopted', 'Resolved'] as const;
export type BreakStatus = (typeof breakStatuses)[number];

/** What is held is not what the orders and everything else that is known would have left: somebody else did something, or we misread. */
export interface Break {
  id: Id;
  strategy: string;
  account: Address;
  chainId: number;
  venue: VenueId;
  /** A position's id, or what is held of it: `perp-v2 ETH`, `wallet USDC`, `perp-v2 cross USDC`. */
  what: string;
  /** Units of it, or whole tokens. */
  expected: number;
  actual: number;
  /** What it may be, in a sentence; empty when nothing is known. */
  text: string;
  /** It came in, and nobody can lose by it: it is told, and nothing waits for it. Anybody can send something to anybody. */
  isGift: boolean;
  status: BreakStatus;
  /** Who adopted it, and why; empty before. */
  author: string;
  reason: string;
  openedAt: UnixMillis;
  closedAt: UnixMillis | null;
}
