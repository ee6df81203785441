import { sharedKernel } from '../../../assess/pricing/sharedKernel.js';
import { compileHoldings } from '../../../assess/revalue/compileHoldings.js';
import { cellOf, defaultGrid, stressGrid } from '../../../assess/revalue/stressGrid.js';
import { wallsOnGrid } from '../../../assess/runway/wallsOnGrid.js';
import type { Holdings } from '../../../model/holdings.js';
import { heatMap } from '../../plot/heatMap.js';
import { writePlot } from '../../plot/writePlot.js';

/** Every price moving by as much, over every vol: writes the picture and says so. @throws BallastError when it cannot be written */
export function drawStress(strategy: string, holdings: Holdings, file: string): string {
  const grid = stressGrid(compileHoldings(holdings, sharedKernel()), defaultGrid);
  const { moves, volFactors, total } = grid;
  const [only, ...others] = holdings.underlyings;
  writePlot(
    file,
    heatMap({
      title: `${strategy}: P&L over price and vol`,
      underlying: only && others.length === 0 ? only.name : 'everything',
      moves,
      volFactors,
      pnl: volFactors.map((_, v) => moves.map((_, m) => total[cellOf(grid, m, v)] ?? Number.NaN)),
      walls: wallsOnGrid(holdings),
    }),
  );
  return `drawn to ${file}`;
}
