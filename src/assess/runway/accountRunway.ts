import { hoursPerYear } from '../../model/time.js';
import { type AccountAtRisk, touchedWithin } from './accountAtRisk.js';
import { asLikelyAsNot } from './asLikelyAsNot.js';

/** How long a margin account has left. */
export interface AccountRunway {
  /** Probability, 0 to 1, of being liquidatable at some moment of the horizon. */
  touchProbability: number;
  /**
   * Hours until it is as likely as not to have been liquidatable, or until carry alone brings it there, whichever is sooner.
   * Infinity beyond a year without bleeding out, and where nothing can be liquidated.
   */
  runwayHours: number;
  /** Hours until carry and decay alone bring it there. */
  bleedHours: number;
}

/**
 * In closed form, so that it can be told at each block. The logarithm of a price drifts nowhere: no view of the market is in it.
 * Carry and decay move the walls, in a straight line from where they are to where they will be at the end of the time asked for.
 *
 * Exact, under those assumptions, for an account of one underlying. With several it is the likeliest of a few ways for prices to
 * go, and the simulation has the rest.
 */
export function accountRunway(account: AccountAtRisk, horizonHours: number): AccountRunway {
  if (account.isOver) return { touchProbability: 1, runwayHours: 0, bleedHours: 0 };
  return {
    touchProbability: touchedWithin(account, horizonHours / hoursPerYear),
    runwayHours: asLikelyAsNot((years) => touchedWithin(account, years), account.bleeds) * hoursPerYear,
    bleedHours: account.bleeds * hoursPerYear,
  };
}
