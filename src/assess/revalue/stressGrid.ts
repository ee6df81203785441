import type { Underlying } from '../../model/instrument.js';
import type { Scenarios } from '../../model/scenarios.js';
import { hoursPerYear } from '../../model/time.js';
import type { CompiledHoldings } from './compileHoldings.js';
import { addTo, revalueByUnderlying } from './revalue.js';

export interface GridAxes {
  /** Relative changes of price: -0.3 falls by 30 %. Above -1. */
  moves: readonly number[];
  /** Factors on every implied vol. */
  volFactors: readonly number[];
  /** That pass; [0] when left out. */
  hours?: readonly number[];
}

/** P&L, USD, over spot × vol × time. A cell is at `cellOf(grid, move, volFactor, hour)` of each array. */
export interface StressGrid extends Required<GridAxes> {
  /** Every underlying makes the same move: the sum of `byUnderlying`. */
  total: Float64Array;
  /** Only this one moves (in price and vol; the time passes for it alone). In the order of the holdings. */
  byUnderlying: readonly { underlying: Underlying; pnl: Float64Array }[];
}

/** As default: 21 moves from -50 % to +50 %, 11 factors from a half to double and a half. */
export const defaultGrid: Required<GridAxes> = {
  moves: Array.from({ length: 21 }, (_, i) => (i - 10) / 20),
  volFactors: [0.5, 0.6, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5],
  hours: [0],
};

/**
 * Every cell of a grid by full revaluation.
 * @throws RangeError for a move of -1 or less, a negative factor, or hours that run backwards
 */
export function stressGrid(compiled: CompiledHoldings, axes: GridAxes = defaultGrid): StressGrid {
  const { moves, volFactors } = axes;
  const hours = axes.hours ?? [0];
  if (!moves.every((move) => move > -1))
    throw new RangeError('A price falls by less than all of it: moves are above -1.');
  if (!volFactors.every((factor) => factor >= 0)) throw new RangeError('A factor on vol is 0 or more.');
  if (!hours.every((hour) => hour >= 0)) throw new RangeError('Time passes forwards: hours are 0 or more.');

  const pnls = revalueByUnderlying(compiled, gridScenarios(compiled.underlyings.length, { moves, volFactors, hours }));
  const total = new Float64Array(moves.length * volFactors.length * hours.length);
  for (const pnl of pnls) addTo(total, pnl);
  return {
    moves,
    volFactors,
    hours,
    total,
    byUnderlying: compiled.underlyings.map(({ name }, u) => ({
      underlying: name,
      pnl: pnls[u] ?? new Float64Array(0),
    })),
  };
}

/** Where a cell stands: each of the arguments is an index into an axis. */
export const cellOf = (grid: Required<GridAxes>, move: number, volFactor: number, hour = 0): number =>
  (hour * grid.volFactors.length + volFactor) * grid.moves.length + move;

/** The cells as scenarios, moves running fastest; the same for every underlying. */
function gridScenarios(underlyings: number, { moves, volFactors, hours }: Required<GridAxes>): Scenarios {
  const count = moves.length * volFactors.length * hours.length;
  const spot = new Float64Array(count);
  const vol = new Float64Array(count);
  const years = new Float64Array(count);
  let cell = 0;
  for (const hour of hours)
    for (const factor of volFactors)
      for (const move of moves) {
        spot[cell] = Math.log1p(move);
        vol[cell] = factor;
        years[cell] = hour / hoursPerYear;
        cell++;
      }
  const each = (column: Float64Array) => Array.from({ length: underlyings }, () => column);
  return { count, spot: each(spot), vol: each(vol), years };
}
