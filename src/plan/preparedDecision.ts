import type { TransactionRequest } from '../model/order.js';
import type { DecisionDraft } from './plan.js';

/** A decision with the transactions that carry it out; none unless the verdict is `act`. */
export interface PreparedDecision {
  decision: DecisionDraft;
  steps: readonly TransactionRequest[];
}
