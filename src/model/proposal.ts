import type { Hex } from 'viem';
import type { Verdict } from './decision.js';
import type { Id } from './order.js';
import type { UnixMillis } from './units.js';

/**
 * Where a proposal to change a running strategy stands. `Proposed` waits for somebody to confirm what was shown; `Confirmed` for the
 * daemon, which takes it between two ticks; all others are the end of it.
 */
export type ProposalStatus = 'Proposed' | 'Confirmed' | 'Applied' | 'Refused' | 'Rejected' | 'Expired';

/** Whether a change lets more be lost than before; `unclear` where nobody can tell from the file alone. */
export type ChangeRisk = 'adds' | 'lowers' | 'none' | 'unclear';

/** One thing that a new file says otherwise, in the operator's words. */
export interface StrategyChange {
  kind: 'added' | 'removed' | 'changed';
  part: 'mode' | 'watch' | 'rule' | 'limit' | 'review' | 'risk' | 'general';
  /** What it is of: the rule's name, `limits`, `watch`. */
  subject: string;
  /** `when`, `day.turnover`; null where the whole is added or removed. */
  field: string | null;
  /** As the operator writes it; null where there was, or will be, none. */
  before: string | null;
  after: string | null;
  risk: ChangeRisk;
  /** Why it is taken for adding or lowering risk, in a sentence; empty where it is neither. */
  why: string;
}

/** What would be decided on one and the same block by the file that runs, and by the new one. */
export interface DecisionPair {
  rule: string;
  /** `ETH`, `lyra #7`. */
  subject: string;
  /** null where the rule has nothing to say then. */
  before: DecisionSaid | null;
  after: DecisionSaid | null;
}

/** A decision in short. */
export interface DecisionSaid {
  verdict: Verdict;
  /** `sell 2.41 perp-v2 ETH`; empty where nothing would be sent. */
  order: string;
  /** USD; null where nothing would be sent. */
  notionalUsd: number | null;
  /** Why, or why not. */
  text: string;
}

/** What the new file would decide now. */
export interface Foresight {
  /** The block both were asked about, and when it was recorded. */
  block: string;
  at: UnixMillis;
  pairs: readonly DecisionPair[];
}

/** Somebody's wish to change a strategy that runs. */
export interface Proposal {
  id: Id;
  strategy: string;
  /** The daemon's file that it would be written to. */
  file: string;
  /** keccak256 of the new text, and of the one that ran when it was proposed. */
  hash: Hex;
  fromHash: Hex;
  source: string;
  changes: readonly StrategyChange[];
  /** null where it cannot be told; `untold` says why. */
  foresight: Foresight | null;
  untold: string;
  author: string;
  /** Why, in the person's words. */
  because: string;
  at: UnixMillis;
  expiresAt: UnixMillis;
  status: ProposalStatus;
  /** Who confirmed it, refused it or took it back, and when; empty and null while it waits. */
  by: string;
  decidedAt: UnixMillis | null;
  /** Why it stands where it stands; empty while it waits. */
  text: string;
  /** When the daemon took it, or could not. */
  endedAt: UnixMillis | null;
}
