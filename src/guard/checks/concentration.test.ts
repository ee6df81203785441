import { expect, test } from 'vitest';
import type { StandingLimits } from '../../model/limits.js';
import type { CheckContext, Judgement } from '../check.js';
import { actionOf, addUsdc, at, contextOf, sell } from '../testing/violations.js';
import { protocolShare, underlyingShare } from './concentration.js';
import { maxLeverage } from './exposures.js';

const opening = contextOf(actionOf(sell(1, { reduceOnly: false, side: 'Buy' })));
const reducing = contextOf(actionOf(sell(1, { reduceOnly: false })));
const giving = contextOf(actionOf(addUsdc(100)));

const judged = (judge: (context: CheckContext) => Judgement, limits: StandingLimits, equity: number) =>
  [opening, giving, reducing].map((context) => {
    const exposure = () => ({ ...context.exposure(), equity });
    return judge({ ...context, exposure, levels: [{ level: 'account', limits }] }).verdict;
  });

test('behavior: of an equity that is gone, or owed, any share is too much; what reduces is let pass', () => {
  const protocol: StandingLimits = { concentration: { protocol: at(0.9) } };
  for (const equity of [0, -1, -5_000]) {
    expect(judged(protocolShare, protocol, equity)).toEqual(['reject', 'reject', 'pass']);
    expect(judged(maxLeverage, { leverage: at(5) }, equity)).toEqual(['reject', 'pass', 'pass']);
  }
  expect(judged(protocolShare, protocol, 1e6)).toEqual(['pass', 'pass', 'pass']);
});

test('behavior: with no equity left, a share of the gross exposure is of that exposure', () => {
  const underlying: StandingLimits = { concentration: { underlying: at(0.9) } };
  for (const equity of [0, -5_000]) expect(judged(underlyingShare, underlying, equity)[0]).toBe('reject');
  expect(judged(underlyingShare, underlying, 1e6)[0]).toBe('pass');
});
