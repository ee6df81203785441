import type { PricingKernel } from '../pricing/kernel.js';
import { compileHoldings } from '../revalue/compileHoldings.js';
import { revalueByUnderlying } from '../revalue/revalue.js';
import type { Valuer } from './stressOf.js';

/** Values holdings by full revaluation, with a kernel. */
export const revaluer =
  (kernel: PricingKernel): Valuer =>
  (holdings) => {
    const compiled = compileHoldings(holdings, kernel);
    return (scenarios) => revalueByUnderlying(compiled, scenarios);
  };
