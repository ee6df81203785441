import { mills } from './approximations.js';
import type { ScenarioColumns } from './kernel.js';
import { leastDeviation, type Moves, type ScenarioTerms } from './scenarioTerms.js';

const INVERSE_SQRT_TWO_PI = 0.3989422804014327;

/** Adds the calls of the terms to every scenario's value. */
export function javascriptRevalue(
  terms: ScenarioTerms,
  columns: ScenarioColumns,
  { moved, grown }: Moves,
  scenarios: number,
): void {
  const { volFactor, value } = columns;
  for (let i = 0; i < terms.count; i++) {
    const assetNow = terms.asset[i] as number;
    const cash = terms.cash[i] as number;
    const moneyness = terms.moneyness[i] as number;
    const deviationNow = terms.deviation[i] as number;
    const slope = terms.slope[i] as number;
    const quantity = terms.quantity[i] as number;
    for (let s = 0; s < scenarios; s++) {
      const by = moved[s] as number;
      const deviation = Math.max((deviationNow + slope * by) * (volFactor[s] as number), leastDeviation);
      const d1 = (moneyness + by) / deviation + 0.5 * deviation;
      const d2 = d1 - deviation;
      const asset = assetNow * (grown[s] as number);
      const density = asset * (Math.exp(-0.5 * d1 * d1) * INVERSE_SQRT_TWO_PI);
      const tail1 = density * mills(Math.abs(d1));
      const tail2 = density * mills(Math.abs(d2));
      const call = (d1 < 0 ? tail1 : asset - tail1) - (d2 < 0 ? tail2 : cash - tail2);
      value[s] = (value[s] as number) + quantity * call;
    }
  }
}
