import type { HeldMargin } from '../../model/holdings.js';
import type { Underlying } from '../../model/instrument.js';
import { hoursPerYear } from '../../model/time.js';
import { bleedHours, surplusGained } from './bleed.js';
import { type AccountMarket, type Direction, directionsOf } from './directions.js';
import { needsNothing, type SafeRange, safeRange } from './surplusLine.js';
import { type FirstPassage, touchProbability } from './touchProbability.js';

/** A margin account, made ready to be asked how likely it is touched within one time after another. */
export interface AccountAtRisk {
  /** Nothing is required of it: it cannot be liquidated. */
  isSafe: boolean;
  isOver: boolean;
  /** Years until carry and decay alone bring it there. */
  bleeds: number;
  /** When it stands on that price alone. */
  alone: Underlying | null;
  ways: readonly Way[];
  /** USD. */
  surplus: number;
  /** USD that the surplus has gained by then, prices where they are. */
  gained(years: number): number;
}

/** A way for prices to go, and the stretch of it that is safe now. */
interface Way extends Direction {
  now: SafeRange | null;
  isKnown: boolean;
}

/** What the walls of a way do: as `FirstPassage` has them. */
export interface Walls {
  lower: number;
  upper: number;
  lowerAtEnd: number;
  upperAtEnd: number;
}

export function accountAtRisk(margin: HeldMargin, market: AccountMarket): AccountAtRisk {
  const isSafe = needsNothing(margin);
  const ways = isSafe ? [] : directionsOf(margin, market);
  return {
    isSafe,
    isOver: !isSafe && margin.equity <= margin.maintenance,
    bleeds: isSafe ? Number.POSITIVE_INFINITY : bleedHours(margin) / hoursPerYear,
    alone: margin.underlyings.length === 1 ? (margin.underlyings[0] ?? null) : null,
    ways: ways.map((way) => ({
      ...way,
      now: safeRange(way.line),
      isKnown: !Number.isNaN(way.line.surplus[way.line.at.indexOf(0)] ?? Number.NaN),
    })),
    surplus: margin.equity - margin.maintenance,
    gained: surplusGained(margin),
  };
}

/** Over the ways that prices may go, the likeliest. Without any, carry alone decides. */
export function touchedWithin(account: AccountAtRisk, years: number): number {
  if (account.isSafe) return 0;
  if (account.isOver) return 1;
  const gained = account.gained(years);
  if (account.ways.length === 0) {
    const left = account.surplus + gained;
    return Number.isNaN(left) ? Number.NaN : left > 0 ? 0 : 1;
  }
  let likeliest = 0;
  for (const way of account.ways) {
    const walls = wallsAlong(way, gained);
    const touched = walls === null ? 1 : touchProbability(passage(walls, way.vol, years));
    if (Number.isNaN(touched)) return Number.NaN;
    likeliest = Math.max(likeliest, touched);
  }
  return likeliest;
}

/** Field by field: spreading an object costs more than all the rest of the question. */
export const passage = ({ lower, upper, lowerAtEnd, upperAtEnd }: Walls, vol: number, years: number): FirstPassage => ({
  drift: 0,
  vol,
  years,
  lower,
  upper,
  lowerAtEnd,
  upperAtEnd,
});

/** Where the walls of a way are, and where they will be once the surplus has gained so much; null: it is over. */
export function wallsAlong({ line, now, isKnown }: Way, gained: number): Walls | null {
  if (Number.isNaN(gained) || !isKnown) {
    return { lower: Number.NaN, upper: Number.NaN, lowerAtEnd: Number.NaN, upperAtEnd: Number.NaN };
  }
  const then = gained === 0 ? now : safeRange(line, gained);
  if (now === null || then === null || !(now.lower < 0 && now.upper > 0)) return null;
  if (then.lower >= now.upper || then.upper <= now.lower) return null;
  // A wall that is only there at one end comes from, or goes to, as far as the line was worked out.
  const first = line.at[0] ?? 0;
  const last = line.at[line.at.length - 1] ?? 0;
  const isBelow = Number.isFinite(now.lower) || Number.isFinite(then.lower);
  const isAbove = Number.isFinite(now.upper) || Number.isFinite(then.upper);
  return {
    lower: isBelow ? Math.max(now.lower, first) : now.lower,
    lowerAtEnd: isBelow ? Math.max(then.lower, first) : then.lower,
    upper: isAbove ? Math.min(now.upper, last) : now.upper,
    upperAtEnd: isAbove ? Math.min(then.upper, last) : then.upper,
  };
}
