import type { Bound, LevelLimits, LimitLevel, StandingLimits } from '../model/limits.js';
import type { OrderTerms } from '../model/order.js';
import { type CheckContext, type Judgement, type Measure, pass, reject, review, shrink } from './check.js';
import { largestAtEdge } from './checks/largestTrade.js';
import { lowersRisk } from './lowersRisk.js';

/** Something that a limit is set on: what it is now, and what it would be. NaN where that is not known. */
export interface Reading {
  level: LimitLevel;
  bound: Bound;
  /** What is measured, as a sentence begins: `gross exposure`. */
  what: string;
  unit: string;
  before: number;
  after: number;
  /** Whether it is for the better; by default, whether `after` is no more than `before`. */
  isLess?: boolean;
}

/** The bounds that the levels set on one thing, with whose they are. */
export const boundsOf = (
  levels: readonly LevelLimits[],
  choose: (limits: StandingLimits) => Bound | undefined,
): { level: LimitLevel; bound: Bound }[] =>
  levels.flatMap(({ level, limits }) => {
    const bound = choose(limits);
    return bound ? [{ level, bound }] : [];
  });

/**
 * Judges what must not be too much. Beyond a bound for rejecting, a trade is cut to the largest part that is within it, where there
 * is one. What lowers the thing measured passes, however far beyond it is already.
 *
 * @param measure what the order, or a part of it, would bring. Nothing where no limit is set, or none is about it.
 */
export function judgeMost(
  { action, least }: Pick<CheckContext, 'action' | 'least'>,
  measure: (terms: OrderTerms) => readonly Reading[],
  say: (value: number, unit: string) => string,
): Judgement {
  const { terms } = action;
  const readings = measure(terms);
  const strictest = nearest(readings);
  if (!strictest) return pass('no limit is set');
  const refused = nearest(readings.filter((reading) => isBeyond(reading, reading.bound.reject, terms)));
  if (refused) {
    const limit = refused.bound.reject ?? Number.NaN;
    const [text, measured] = [sayReading(refused, limit, say), measureOf(refused, limit)];
    if (terms.kind !== 'trade') return reject(text, measured);
    const smaller = largestAtEdge(terms, least, (part) =>
      measure(part).every((reading) => !isBeyond(reading, reading.bound.reject, part)),
    );
    return smaller ? shrink(text, smaller, measured) : reject(text, measured);
  }
  const asked = readings.filter((reading) => isBeyond(reading, reading.bound.review, terms));
  const [first] = asked.sort((a, b) => (a.bound.review ?? 0) - (b.bound.review ?? 0));
  if (first) {
    const limit = first.bound.review ?? Number.NaN;
    const { what, after, unit } = first;
    const most = Math.min(
      ...readings.filter((one) => one.what === what).map(({ bound }) => bound.reject ?? Number.POSITIVE_INFINITY),
    );
    const known = `${what} ${sayAfter(after, unit, say)}`;
    return review(
      `${known}; ${sayReview(first.level, say(limit, unit), most < Number.POSITIVE_INFINITY ? say(most, unit) : null)}`,
      measureOf(first, limit),
    );
  }
  const limit = strictest.bound.reject ?? strictest.bound.review ?? Number.NaN;
  return pass(sayReading(strictest, limit, say), measureOf(strictest, limit));
}

/** Rounding of float64 sums must not stop what leaves a thing as it is. */
const slack = 1e-12;

function isBeyond({ before, after, isLess }: Reading, limit: number | null, terms: OrderTerms): boolean {
  if (limit === null || after <= limit) return false;
  if (Number.isNaN(after)) return !lowersRisk(terms);
  return !(isLess ?? after <= before + Math.abs(before) * slack);
}

/** Of whichever is closest to its bound, or furthest beyond: the one that binds. */
function nearest(readings: readonly Reading[]): Reading | undefined {
  const room = ({ bound, after }: Reading) => (bound.reject ?? bound.review ?? Number.POSITIVE_INFINITY) - after;
  return [...readings].sort((a, b) => orderOf(room(a)) - orderOf(room(b)))[0];
}

/** What is not known first. */
const orderOf = (room: number): number => (Number.isNaN(room) ? Number.MIN_SAFE_INTEGER : room);

const measureOf = ({ after, unit, level }: Reading, limit: number): Measure => ({ value: after, limit, unit, level });

function sayReading(
  { what, after, unit, level }: Reading,
  limit: number,
  say: (value: number, unit: string) => string,
): string {
  return `${what} ${sayAfter(after, unit, say)}; ${sayLimit(level)} is ${say(limit, unit)}`;
}

const sayAfter = (after: number, unit: string, say: (value: number, unit: string) => string): string =>
  Number.isNaN(after) ? 'cannot be told' : `would be ${say(after, unit)}`;

/** From where a person is to look, and beyond what nobody may let it pass; null where that has no end. */
export const sayReview = (level: LimitLevel, from: string, most: string | null): string =>
  `a person looks above ${from}${level === 'strategy' ? '' : ` (${sayLimit(level)})`}${most === null ? '' : `; never above ${most}`}`;

/** Whose limit it is. */
export const sayLimit = (level: LimitLevel): string => limitNames[level];

const limitNames: Readonly<Record<LimitLevel, string>> = {
  strategy: 'the limit',
  account: "the account's limit",
  global: 'the limit of all books',
};
