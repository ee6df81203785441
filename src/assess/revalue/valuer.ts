import type { Holdings } from '../../model/holdings.js';
import type { Scenarios } from '../../model/scenarios.js';
import type { PricingKernel } from '../pricing/kernel.js';
import { compileHoldings } from './compileHoldings.js';
import { revalueByUnderlying } from './revalue.js';

/** Prepares holdings once and then values them in scenarios: P&L in USD, an array for each underlying, in their order. */
export type Valuer = (holdings: Holdings) => (scenarios: Scenarios) => readonly Float64Array[];

/** By full revaluation. */
export const createValuer =
  (kernel: PricingKernel): Valuer =>
  (holdings) => {
    const compiled = compileHoldings(holdings, kernel);
    return (scenarios) => revalueByUnderlying(compiled, scenarios);
  };
