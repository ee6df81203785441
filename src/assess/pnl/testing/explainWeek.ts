import type { PnlReport } from '../../../model/pnl.js';
import { addPnl } from '../addPnl.js';
import { explainPnl } from '../explainPnl.js';
import type { SimulatedSample } from './simulatedWeek.js';

/** A day as it was explained, beside the truth. */
export interface ExplainedDay {
  report: PnlReport;
  /** USD: worth at the end less worth at the start, less what was brought and what gas cost, by the simulation's own books. */
  truth: number;
}

/** Explains sample by sample and adds up, day by day. */
export function explainWeek(samples: readonly SimulatedSample[]): ExplainedDay[] {
  const days: ExplainedDay[] = [];
  let reports: PnlReport[] = [];
  let opening = samples[0];
  samples.forEach((sample, index) => {
    const before = samples[index - 1];
    if (!before || !opening) return;
    reports.push(explainPnl(before.side, sample.side, sample.events));
    if (sample.side.at % 86_400 !== 0) return;
    const brought = sample.brought - opening.brought;
    const truth = sample.worth - opening.worth - brought - (sample.gas - opening.gas);
    days.push({ report: addPnl(reports), truth });
    reports = [];
    opening = sample;
  });
  return days;
}
