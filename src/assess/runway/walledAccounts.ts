import type { HeldMargin } from '../../model/holdings.js';
import type { MarketOutlook } from '../history/marketOutlook.js';
import { surplusGained } from './bleed.js';
import { needsNothing, type SurplusLine, safeRange, surplusLineOf } from './surplusLine.js';

/** A corridor that one price must stay in: its ends at the start and after each step, as log-moves. Crossed ends: nothing is left. */
export interface Corridor {
  /** Place of the underlying among those that move. */
  place: number;
  lower: Float64Array;
  upper: Float64Array;
}

/** An account of several underlyings: its surplus is a sum of what each does to it. */
export interface SharedSurplus {
  places: readonly number[];
  lines: readonly SurplusLine[];
  /** USD at the start and after each step, with prices where they are. */
  base: Float64Array;
}

/** An account as a simulation steps it through time; `null` walls: nothing can happen to it. */
export interface SteppedAccount {
  isOver: boolean;
  walls: { kind: 'corridor'; corridor: Corridor } | { kind: 'shared'; shared: SharedSurplus } | null;
}

/** @param years of a step */
export function steppedAccount(
  margin: HeldMargin,
  { underlyings }: MarketOutlook,
  steps: number,
  years: number,
): SteppedAccount {
  if (needsNothing(margin)) return { isOver: false, walls: null };
  const places = margin.underlyings.map((name) => underlyings.findIndex((one) => one.name === name));
  const lines = margin.byPrice.map(surplusLineOf);
  const surplus = margin.equity - margin.maintenance;
  const gain = surplusGained(margin);
  const gained = Float64Array.from({ length: steps + 1 }, (_, step) => gain(step * years));
  const isOver = surplus <= 0;
  const [line] = lines;
  const [place] = places;
  if (line === undefined || place === undefined || lines.length > 1) {
    return { isOver, walls: { kind: 'shared', shared: { places, lines, base: gained.map((usd) => surplus + usd) } } };
  }
  const ranges = [...gained].map((usd) => safeRange(line, usd));
  const isKnown = !Number.isNaN(surplus) && !gained.some(Number.isNaN);
  const side = (end: 'lower' | 'upper', gone: number) =>
    Float64Array.from(ranges, (range) => (isKnown ? (range?.[end] ?? gone) : Number.NaN));
  const corridor = {
    place,
    lower: side('lower', Number.POSITIVE_INFINITY),
    upper: side('upper', Number.NEGATIVE_INFINITY),
  };
  return { isOver, walls: { kind: 'corridor', corridor } };
}

/** The corridors of each underlying, as the one that is left between all of their walls. */
export function narrowest(corridors: readonly Corridor[]): Corridor[] {
  const byPlace = new Map<number, Corridor>();
  for (const { place, lower, upper } of corridors) {
    const others = byPlace.get(place);
    byPlace.set(place, {
      place,
      lower: lower.map((wall, i) => Math.max(wall, others?.lower[i] ?? Number.NEGATIVE_INFINITY)),
      upper: upper.map((wall, i) => Math.min(wall, others?.upper[i] ?? Number.POSITIVE_INFINITY)),
    });
  }
  return [...byPlace.values()];
}
