import { sayNumber } from '../../assess/sayNumber.js';
import type { RiskReport } from '../../model/riskReport.js';
import type { HedgeRule } from '../../model/strategy.js';
import { unixMillis } from '../../model/units.js';
import { type BandTerms, inputsAt } from '../hedge/bandInputsOf.js';
import type { CurvePoint } from '../hedge/deltaCurve.js';
import { judgeBand } from '../hedge/judgeBand.js';

/**
 * What a hedge whose condition holds would trade at a price: `sell 1.52 ETH`; null when the delta is in its band, or what is missing
 * is below the rule's minimum. Of a band in time, the last hedge counts as long ago.
 * @param risk - At the price.
 * @param point - The holdings' Greeks at the price.
 * @param reach - Units, as `reachOf` has it.
 */
export function hedgeWish(
  rule: HedgeRule,
  risk: RiskReport,
  price: number,
  point: CurvePoint,
  reach: number,
  terms: BandTerms,
): string | null {
  const { underlying, minimum } = rule;
  const delta = risk.underlyings.find((one) => one.underlying === underlying)?.delta ?? Number.NaN;
  const inputs = inputsAt(point, price, reach, terms);
  const { outside, target } = judgeBand({ rule, delta, inputs, lastAt: null, now: unixMillis(0) });
  const missing = target - delta;
  if (!outside || !(Math.abs(missing) >= minimum) || missing === 0) return null;
  const side = missing > 0 ? 'buy' : 'sell';
  // Right at the edge that it is brought back to, next to nothing is missing.
  if (rule.aim === 'edge' && Math.abs(missing) < Math.abs(delta) * hardly) return `${side} ${underlying}, to its band`;
  return `${side} ${sayNumber(Math.abs(missing))} ${underlying}`;
}

/** Share of the delta. */
const hardly = 1e-4;
