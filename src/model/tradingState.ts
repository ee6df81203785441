import type { UnixMillis } from './units.js';

/** `active`: everything; `reducing`: only what lowers risk; `halted`: nothing is sent. */
export const tradingStates = ['active', 'reducing', 'halted'] as const;
export type TradingState = (typeof tradingStates)[number];

/** Persisted, so that it outlives any process; the newest row counts. */
export interface TradingStateChange {
  state: TradingState;
  reason: string;
  /** Operating-system user, or `ballast` itself. */
  author: string;
  at: UnixMillis;
}
