import { type CheckContext, type Judgement, pass, reject } from '../check.js';
import { lowersRisk } from '../lowersRisk.js';

/** While `reducing`, only what lowers risk goes. The operator's halt is above all checks: see `checkAction`. */
export function tradingStateCheck({ action, tradingState }: CheckContext): Judgement {
  if (tradingState === 'halted') return reject('trading is halted');
  if (tradingState === 'active') return pass('trading is active');
  if (lowersRisk(action.terms)) return pass('trading is reducing, and this does not add risk');
  return reject('trading is reducing, and this could add risk');
}
