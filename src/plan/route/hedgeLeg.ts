import type { CostEstimate } from '../../model/cost.js';
import type { InstrumentId, Underlying } from '../../model/instrument.js';
import type { OrderTerms } from '../../model/order.js';

/** What is done in one place: a trade, or several terms in order that make sense together only. */
export interface HedgeLeg {
  on: readonly InstrumentId[];
  underlying: Underlying;
  /** Delta that it adds, units of the underlying, signed. */
  delta: number;
  terms: readonly OrderTerms[];
  /** Of each of the terms, in order. */
  costs: readonly CostEstimate[];
  cost: CostEstimate;
  /** USD that it costs more against the index than against the venues' own marks: ways are compared with it. */
  against: number;
  /** `sell 2.41 ETH on perp-v2 ETH`. */
  describe: string;
  /** Whether it shrinks what is held. */
  shrinks: boolean;
}
