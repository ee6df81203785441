import type { PnlReport } from '../../../model/pnl.js';
import type { UnixMillis } from '../../../model/units.js';

/** A day, or the part of it that was asked for. */
export interface PnlLine {
  day: UnixMillis;
  /** Written down once the day was over; else made now from the samples that are kept. */
  closed: boolean;
  report: PnlReport;
}
