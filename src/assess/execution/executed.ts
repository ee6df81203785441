import type { Address } from 'viem';
import type { InstrumentId, VenueId } from '../../model/instrument.js';
import type { Id, OrdStatus } from '../../model/order.js';
import type { AlgorithmKind } from '../../model/parentOrder.js';
import type { Sampled } from './intervalAverage.js';
import type { Trade, Worked } from './shortfall.js';

/** An order as somebody asked for it, a person or a rule, with what came of it. float64; Unix milliseconds. */
export interface Executed {
  id: Id;
  /** `rule`: a strategy's own. `member`: of a block that another account traded. `block`: what that account traded, for its members. */
  kind: 'rule' | 'order' | 'member' | 'block';
  strategy: string;
  account: Address;
  chainId: number;
  venue: VenueId;
  instrument: InstrumentId;
  /** null for a rule's own order, which is sent whole. */
  algorithm: AlgorithmKind | null;
  /** null where a person asked. */
  rule: string | null;
  list: string | null;
  block: Id | null;
  author: string;
  status: OrdStatus;
  askedAt: number;
  /** When the keeper took it on; null before. */
  acceptedAt: number | null;
  /** When it ended; null while it is open. */
  endedAt: number | null;
  worked: Worked;
  /** Its trades with their time, oldest first. */
  trades: readonly ExecutedTrade[];
  /** Where the market was while it was worked, oldest first; empty where nobody looked. */
  marks: readonly Sampled[];
  /** What was weighed each time that a part of it was decided. */
  choices: readonly Choice[];
}

/** A decision's ways, and what each was expected to cost. */
export interface Choice {
  decision: Id;
  at: number;
  chosen: Route;
  others: readonly Route[];
}

export interface Route {
  describe: string;
  /** USD, expected; null where it could not be done at all, NaN where a part of it was not known. */
  cost: number | null;
  /** Why it was not chosen; empty for what was. */
  not: string;
}

export interface ExecutedTrade extends Trade {
  at: number;
  /** The order that did it. */
  child: Id;
  /** USD per unit that it was expected to trade at; NaN where nothing was foretold. */
  quoted: number;
}
