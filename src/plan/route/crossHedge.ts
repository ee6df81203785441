import { sayNumber } from '../../assess/sayNumber.js';
import type { Forecast } from '../../model/forecast.js';
import type { Underlying } from '../../model/instrument.js';
import { marketOf } from '../../model/snapshot.js';
import { minimumVariance } from './minimumVariance.js';
import { type HedgeRouteInput, type HedgeRouting, routeHedge } from './routeHedge.js';

export interface CrossHedgeInput extends HedgeRouteInput {
  forecast: Forecast | null;
  /** Of each underlying of the portfolio as it will be: delta, units, and price, USD. */
  underlyings: readonly { underlying: Underlying; delta: number; price: number }[];
  /** Least share of the variance that other underlyings must be able to take away. */
  floor: number;
}

export interface CrossHedging extends HedgeRouting {
  /** null where the underlying itself is traded, or nothing can be. */
  cross: {
    /** Units of each that stand for one unit of the rule's underlying. */
    ratios: readonly { underlying: Underlying; ratio: number }[];
    /** Share of the underlying's variance that they take away. */
    r2: number;
    /** USD a day: deviation of what is missing and of what is held in these, before and after the whole of the hedge. */
    before: number;
    residual: number;
  } | null;
}

const daysPerYear = 365;

/**
 * The least costly way; and where the underlying itself cannot be traded at all, other underlyings that `on` names, by minimum
 * variance. What the book holds in those already counts, so that a hedge that stands is not made again.
 *
 * `reached` is then 0, as of the underlying itself nothing is traded: what the legs add is in theirs.
 */
export function routeOrCross(input: CrossHedgeInput): CrossHedging {
  const direct = routeHedge(input);
  const others = otherUnderlyings(input);
  if (direct.legs.length > 0 || others.length === 0) return { ...direct, cross: null };
  const { underlying } = input.rule;
  const failed = (why: string): CrossHedging => ({ ...direct, says: [...direct.says, why], cross: null });

  const all = [underlying, ...others];
  const covariance = covarianceOf(input.forecast, all);
  if (typeof covariance === 'string') return failed(covariance);
  const price = (name: Underlying) => input.underlyings.find((one) => one.underlying === name)?.price ?? Number.NaN;
  const held = (name: Underlying) => input.underlyings.find((one) => one.underlying === name)?.delta ?? 0;
  const instruments = others.map((_, i) => i + 1);
  const own = minimumVariance({
    exposures: all.map((_, i) => (i === 0 ? price(underlying) : 0)),
    covariance,
    instruments,
  });
  const book = minimumVariance({
    exposures: all.map((name, i) => (i === 0 ? -input.missing : held(name)) * price(name)),
    covariance,
    instruments,
  });
  if (typeof own === 'string' || typeof book === 'string') return failed(typeof own === 'string' ? own : String(book));
  const named = others.join(' and ');
  if (!(own.r2 >= input.floor)) {
    return failed(
      `${named} would take away ${share(own.r2)} of what ${underlying} varies; at least ${share(input.floor)} is asked for`,
    );
  }
  const routings = others.map((other, i) => {
    const missing = (book.quantities[i] ?? 0) / price(other);
    const minimum = (input.rule.minimum * price(underlying)) / price(other);
    if (!(Math.abs(missing) >= minimum) || missing === 0) return null;
    return routeHedge({ ...input, rule: { ...input.rule, minimum }, missing, underlying: other });
  });
  const ratios = others.map((other, i) => ({ underlying: other, ratio: -(own.quantities[i] ?? 0) / price(other) }));
  const said = ratios.map(({ underlying: other, ratio }) => `${sayNumber(ratio)} ${other}`).join(' and ');
  return {
    legs: routings.flatMap((routing) => routing?.legs ?? []),
    alternatives: [
      ...direct.alternatives.filter(isAbout(underlying, input)),
      ...routings.flatMap((routing, i) => routing?.alternatives.filter(isAbout(others[i] ?? '', input)) ?? []),
    ],
    says: [
      ...direct.says,
      `${underlying} cannot be traded: ${said} for each ${underlying}, which takes away ${share(own.r2)} of what it varies`,
      `a deviation of ${sayNumber(Math.round(book.residual))} usd a day is left, of ${sayNumber(Math.round(book.before))}`,
      ...routings.flatMap((routing) => routing?.says ?? []),
    ],
    reached: 0,
    cross: { ratios, r2: own.r2, before: book.before, residual: book.residual },
  };
}

const share = (value: number): string => `${sayNumber(Math.round(value * 1_000) / 10)} %`;

/** What of `on` moves with something else, in the operator's order. */
function otherUnderlyings({ rule, snapshot }: CrossHedgeInput): Underlying[] {
  const moves = rule.on.map((on) => underlyingOf(on, snapshot));
  return [...new Set(moves.flatMap((one) => (one === null || one === rule.underlying ? [] : [one])))];
}

function underlyingOf(on: string, snapshot: CrossHedgeInput['snapshot']): Underlying | null {
  const instrument = marketOf(snapshot, on)?.instrument;
  return instrument && 'underlying' in instrument ? instrument.underlying : null;
}

/** That a market is of another underlying goes without saying here. */
const isAbout =
  (underlying: Underlying, { snapshot }: CrossHedgeInput) =>
  ({ describe }: { describe: string }): boolean =>
    (underlyingOf(describe, snapshot) ?? underlying) === underlying;

/** Of a day's returns; a sentence where what stands in the forecast is not known from days that they share, but assumed. */
function covarianceOf(forecast: Forecast | null, names: readonly Underlying[]): number[][] | string {
  if (!forecast) return 'there is no price history to tell how underlyings move together';
  const places = names.map((name) => forecast.underlyings.findIndex((one) => one.name === name));
  const last = forecast.days.at(-1)?.returns ?? [];
  const unknown = names.find((_, i) => !Number.isFinite(last[places[i] ?? -1]));
  if (unknown !== undefined)
    return `how ${unknown} moves with the others is not known: it shares too few days with them`;
  const vol = (place: number) => forecast.underlyings[place]?.vol ?? Number.NaN;
  return places.map((a) =>
    places.map((b) => ((forecast.correlation[a]?.[b] ?? Number.NaN) * vol(a) * vol(b)) / daysPerYear),
  );
}
