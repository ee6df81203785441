import { type CheckContext, type Judgement, pass, reject } from '../check.js';
import { askToReduce, lowersRisk } from '../lowersRisk.js';

/** While `reducing`, only what lowers risk goes. The operator's halt is above all checks: see `checkAction`. */
export function tradingStateCheck({ action, tradingState, parent }: CheckContext): Judgement {
  // A rule wants it again by itself, and an order that was taken on waits; one that was not is over.
  const again = parent === null || parent.acceptedAt !== null ? '' : 'ask again after `ballast resume`';
  if (tradingState === 'halted') return reject(['trading is halted', again].filter(Boolean).join('; '));
  if (tradingState === 'active') return pass('trading is active');
  if (lowersRisk(action.terms)) return pass('trading is reducing, and this does not add risk');
  const could = 'trading is reducing, and this could add risk';
  return reject(again === '' ? could : `${could}; ${askToReduce}, or ${again}`);
}
