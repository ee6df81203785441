import type { Hex } from 'viem';
import type { Decision } from '../../model/decision.js';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { decisions } from '../tables/orders.js';

/** A decision as the ledger keeps it. */
export interface RecordedDecision extends Decision {
  /** Which process start wrote it. */
  holder: Id;
  tick: Id;
  strategy: string;
  strategyHash: Hex;
  at: UnixMillis;
}

/** A row as it is spoken of elsewhere. */
export function decisionOfRow({ alternatives, ...row }: typeof decisions.$inferSelect): RecordedDecision {
  return { ...row, ...(alternatives === null ? {} : { alternatives }) };
}
