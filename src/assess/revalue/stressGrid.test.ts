import { describe, expect, test } from 'vitest';
import { chooseKernel } from '../pricing/chooseKernel.js';
import { compileHoldings } from './compileHoldings.js';
import { revalue } from './revalue.js';
import { cellOf, defaultGrid, stressGrid } from './stressGrid.js';
import { seededBook, seededDraw } from './testing/seededBook.js';

const compiled = compileHoldings(seededBook(seededDraw(1), { options: 60, linear: 9 }), chooseKernel());

describe('stressGrid', () => {
  test('default', () => {
    const grid = stressGrid(compiled);
    expect([grid.moves.length, grid.volFactors.length, grid.hours.length]).toEqual([21, 11, 1]);
    expect(grid.total.length).toBe(231);
    expect(grid.total[cellOf(grid, grid.moves.indexOf(0), grid.volFactors.indexOf(1))]).toBe(0);
    expect(grid.byUnderlying.map(({ underlying }) => underlying)).toEqual(['BTC', 'ETH', 'SOL']);
  });

  test('behavior: a cell is the revaluation of its scenario', () => {
    const grid = stressGrid(compiled, { moves: [-0.2, 0, 0.1], volFactors: [1, 1.5], hours: [0, 24, 72] });
    const each = (value: number) => [0, 1, 2].map(() => Float64Array.of(value));
    const scenario = { count: 1, spot: each(Math.log1p(-0.2)), vol: each(1.5), years: Float64Array.of(72 / 24 / 365) };
    expect(grid.total[cellOf(grid, 0, 1, 2)]).toBe(revalue(compiled, scenario)[0]);
    const [, onlyEth] = grid.byUnderlying;
    const still = { ...scenario, spot: each(0), vol: each(1) };
    const alone = {
      ...still,
      spot: still.spot.map((column, u) => (u === 1 ? Float64Array.of(Math.log1p(-0.2)) : column)),
      vol: still.vol.map((column, u) => (u === 1 ? Float64Array.of(1.5) : column)),
      years: Float64Array.of(0),
    };
    expect(onlyEth?.pnl[cellOf(grid, 0, 1, 0)]).toBeCloseTo(revalue(compiled, alone)[0] ?? Number.NaN, 9);
  });

  test('args: axes', () => {
    expect(() => stressGrid(compiled, { ...defaultGrid, moves: [-1] })).toThrow('above -1');
    expect(() => stressGrid(compiled, { ...defaultGrid, volFactors: [-0.1] })).toThrow('factor');
    expect(() => stressGrid(compiled, { ...defaultGrid, hours: [-1] })).toThrow('forwards');
  });
});
