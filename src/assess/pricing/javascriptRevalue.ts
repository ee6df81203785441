import { expBelow, mills } from './approximations.js';
import type { ScenarioColumns } from './kernel.js';
import { leastDeviation, type Moves, type ScenarioTerms, term, termSize } from './scenarioTerms.js';

const INVERSE_SQRT_TWO_PI = 0.3989422804014327;

/** Adds the calls of the terms to every scenario's value. */
export function javascriptRevalue(
  { data, count }: ScenarioTerms,
  { moved, grown }: Moves,
  { volFactor, value }: ScenarioColumns,
  scenarios: number,
): void {
  for (let at = 0; at < termSize * count; at += termSize) {
    const assetNow = data[at + term.asset] as number;
    const cash = data[at + term.cash] as number;
    const moneyness = data[at + term.moneyness] as number;
    const deviationNow = data[at + term.deviation] as number;
    const slope = data[at + term.slope] as number;
    const quantity = data[at + term.quantity] as number;
    for (let s = 0; s < scenarios; s++) {
      const move = moved[s] as number;
      const deviation = Math.max((deviationNow + slope * move) * (volFactor[s] as number), leastDeviation);
      const d1 = (moneyness + move) / deviation + 0.5 * deviation;
      const d2 = d1 - deviation;
      const asset = assetNow * (grown[s] as number);
      const density = asset * (expBelow(-0.5 * d1 * d1) * INVERSE_SQRT_TWO_PI);
      const tail1 = density * mills(Math.abs(d1));
      const tail2 = density * mills(Math.abs(d2));
      const call = (d1 < 0 ? tail1 : asset - tail1) - (d2 < 0 ? tail2 : cash - tail2);
      value[s] = (value[s] as number) + quantity * call;
    }
  }
}
