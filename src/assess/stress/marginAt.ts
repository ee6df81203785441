import type { HeldMargin, MarginCurve } from '../../model/holdings.js';
import { type Margin, readCurve } from '../margin/marginCurve.js';
import { movedBy, type ShockMoment, volFactorOf, yearsOf } from './shockPath.js';

/**
 * A margin account at a moment of a shock, USD: what each price, vol and time do to it alone, added up. Exact to the curves where
 * one price moves and nothing else; what they do to each other (an option's vega at another price) is left out. Beyond a curve's end
 * it stays as it is there, time excepted, where carry goes on.
 */
export function marginAt(margin: HeldMargin, moment: ShockMoment): Margin {
  const { byPrice, byVol, byTime, carry } = margin;
  const state = { equity: margin.equity, maintenance: margin.maintenance };
  const add = (curve: MarginCurve, x: number): void => {
    if (x === 0) return;
    const [now, then] = [readCurve(curve, 0), readCurve(curve, x)];
    state.equity += then.equity - now.equity;
    state.maintenance += then.maintenance - now.maintenance;
  };
  for (const [i, curve] of byPrice.entries()) add(curve, movedBy(moment, margin.underlyings[i] ?? ''));
  if (byVol) add(byVol, Math.log(volFactorOf(moment)));
  const years = yearsOf(moment);
  add(byTime, years);
  state.equity += carry * Math.max(0, years - (byTime.at[byTime.at.length - 1] ?? 0));
  state.maintenance = Math.max(0, state.maintenance);
  return state;
}

/** Something is required and not there: liquidatable. What is not known is not. */
export const isGone = ({ equity, maintenance }: Margin): boolean =>
  (maintenance > 0 && equity <= maintenance) || equity < 0;
