import { pnlPlot } from '../../plot/pnlPlot.js';
import { writePlot } from '../../plot/writePlot.js';
import type { PnlLine } from './pnlLine.js';

/** @returns what was drawn and where it is, in a sentence. @throws BallastError when it cannot be written */
export function drawPnl(strategy: string, lines: readonly PnlLine[], file: string): string {
  const days = lines.map(({ day, report: { total, parts } }) => ({ day, total, parts }));
  writePlot(file, pnlPlot(`${strategy}: P&L explained, day by day`, days));
  return `P&L of ${lines.length} ${lines.length === 1 ? 'day' : 'days'} drawn to ${file}`;
}
