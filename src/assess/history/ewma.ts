import type { VarianceRule } from './variance.js';

/** Weight of yesterday's variance: what J. P. Morgan's RiskMetrics (Technical Document, 4th edition, 1996) uses for daily returns. */
export const ewmaDecay = 0.94;

/** Exponentially weighted squares, newest first: GARCH(1,1) that never returns to a level. Mean of the returns taken as 0. */
export const ewmaRule: VarianceRule = { omega: 0, alpha: 1 - ewmaDecay, beta: ewmaDecay };
