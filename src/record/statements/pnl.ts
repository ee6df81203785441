import type { PnlReport } from '../../model/pnl.js';
import type { UnixMillis } from '../../model/units.js';
import type { Statement } from '../ledger.js';
import { pnl } from '../tables/risk.js';

/** A whole day of a book, explained. Told again, it is written over: a late fill may have made it better known. */
export const savePnl =
  (strategy: string, day: UnixMillis, report: PnlReport, at: UnixMillis): Statement =>
  (db) =>
    db
      .insert(pnl)
      .values({ strategy, day, report, at })
      .onConflictDoUpdate({ target: [pnl.strategy, pnl.day], set: { report, at } });
