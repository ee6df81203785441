import type { HeldMargin } from '../../model/holdings.js';
import { bleedHours, hoursPerYear, surplusGained } from './bleed.js';
import { type AccountMarket, type Direction, directionsOf } from './directions.js';
import { needsNothing, safeRange } from './surplusLine.js';
import { touchProbability } from './touchProbability.js';

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

/** What the walls do to a motion: as `FirstPassage`, without what moves. */
export interface Walls {
  lower: number;
  upper: number;
  lowerAtEnd: number;
  upperAtEnd: number;
}

/** Beyond it an account changes too much for a forecast from what is held now. */
const longest = 1;
/** Three seconds. */
const shortest = 1e-7;

/**
 * In closed form, so that it can be told at each block. The logarithm of a price drifts nowhere: no view of the market is in it.
 * Carry and decay move the walls, in a straight line from where they are to where they will be at the end of the time asked for.
 *
 * Exact, under those assumptions, for an account of one underlying. With several it is the likeliest of a few ways for prices to
 * go, and the simulation has the rest.
 */
export function accountRunway(margin: HeldMargin, market: AccountMarket, horizonHours: number): AccountRunway {
  if (needsNothing(margin)) {
    return { touchProbability: 0, runwayHours: Number.POSITIVE_INFINITY, bleedHours: Number.POSITIVE_INFINITY };
  }
  const bleeds = bleedHours(margin);
  if (margin.equity <= margin.maintenance) return { touchProbability: 1, runwayHours: 0, bleedHours: 0 };
  const directions = directionsOf(margin, market);
  const touched = (years: number) => touchedWithin(margin, directions, years);
  return {
    touchProbability: touched(horizonHours / hoursPerYear),
    runwayHours: asLikelyAsNot(touched, bleeds / hoursPerYear) * hoursPerYear,
    bleedHours: bleeds,
  };
}

/** Over the ways that prices may go, the likeliest. Without any, carry alone decides. */
function touchedWithin(margin: HeldMargin, directions: readonly Direction[], years: number): number {
  const gained = surplusGained(margin, years);
  if (directions.length === 0) {
    const left = margin.equity - margin.maintenance + gained;
    return Number.isNaN(left) ? Number.NaN : left > 0 ? 0 : 1;
  }
  return Math.max(
    ...directions.map((direction) => {
      const walls = wallsAlong(direction, gained);
      return walls === null ? 1 : touchProbability({ ...walls, drift: 0, vol: direction.vol, years });
    }),
  );
}

/** Where the walls of a direction are, and where they will be once the surplus has gained so much; null: it is over. */
export function wallsAlong({ line }: Direction, gained: number): Walls | null {
  if (Number.isNaN(gained) || Number.isNaN(line.surplus[line.at.indexOf(0)] ?? Number.NaN)) {
    return { lower: Number.NaN, upper: Number.NaN, lowerAtEnd: Number.NaN, upperAtEnd: Number.NaN };
  }
  const now = safeRange(line);
  const then = safeRange(line, gained);
  if (now === null || then === null || !(now.lower < 0 && now.upper > 0)) return null;
  if (then.lower >= now.upper || then.upper <= now.lower) return null;
  // A wall that is only there at one end comes from, or goes to, as far as the line was worked out.
  const far = { lower: line.at[0] ?? 0, upper: line.at[line.at.length - 1] ?? 0 };
  const [lower, lowerAtEnd] = bothOrNone(now.lower, then.lower, far.lower);
  const [upper, upperAtEnd] = bothOrNone(now.upper, then.upper, far.upper);
  return { lower, upper, lowerAtEnd, upperAtEnd };
}

function bothOrNone(now: number, then: number, far: number): [number, number] {
  if (!Number.isFinite(now) && !Number.isFinite(then)) return [now, then];
  return [Number.isFinite(now) ? now : far, Number.isFinite(then) ? then : far];
}

/** Years until the probability reaches a half, at most `bleeds`. To a part in a thousand. */
export function asLikelyAsNot(touched: (years: number) => number, bleeds: number): number {
  if (Number.isNaN(bleeds)) return Number.NaN;
  let late = Math.min(bleeds, longest);
  const atLatest = touched(late);
  if (Number.isNaN(atLatest)) return Number.NaN;
  if (atLatest < 0.5) return bleeds;
  let early = shortest;
  if (touched(early) >= 0.5) return early;
  while (late / early > 1.001) {
    const middle = Math.sqrt(early * late);
    if (touched(middle) >= 0.5) late = middle;
    else early = middle;
  }
  return late;
}
