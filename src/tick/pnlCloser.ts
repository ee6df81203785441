import { unexplainedProblem } from '../assess/pnl/unexplainedProblem.js';
import type { Alarms } from '../model/alert.js';
import type { Log } from '../model/log.js';
import { DAY } from '../model/time.js';
import type { UnixMillis } from '../model/units.js';
import { isDue } from '../record/isDue.js';
import type { Ledger } from '../record/ledger.js';
import { pnlBetween } from '../record/queries/pnl.js';
import { firstDaySeen, pnlDays } from '../record/queries/pnlDays.js';
import { savePnl } from '../record/statements/pnl.js';

export interface PnlCloserOptions {
  ledger: Ledger;
  alarms: Alarms;
  now: () => UnixMillis;
  log: Log;
}

/** Fills of a day's last minutes may be known a little later. */
const grace = 600_000;
/** Before a day that could not be explained is tried again: it is as much work as one that could. */
const patience = 3_600_000;

/**
 * Asked at every tick of a strategy; once a day (UTC) is over it explains the day, writes it down and judges what is
 * unexplained. Days that passed while nothing ran are closed at the next start, one at a time, as far as samples of them are kept.
 */
export function createPnlCloser({ ledger, alarms, now, log }: PnlCloserOptions) {
  /** From here on no day is closed, by strategy. */
  const next = new Map<string, UnixMillis>();
  /** When explaining a day of a strategy began that has not ended well. */
  const failed = new Map<string, UnixMillis>();

  async function firstOpen(strategy: string): Promise<UnixMillis> {
    const [newest] = await pnlDays(ledger, strategy, { from: 0 as UnixMillis, to: now() });
    return (newest ? newest.day + DAY : 0) as UnixMillis;
  }

  /** @param bound of what is unexplained, as a share of gross P&L. */
  return async (strategy: string, bound: number): Promise<void> => {
    const at = now();
    if (!isDue(failed.get(strategy), patience, at)) return;
    const since = next.get(strategy) ?? (await firstOpen(strategy));
    next.set(strategy, since);
    if (since + DAY + grace > at) return;
    const day = await firstDaySeen(ledger, strategy, since);
    if (day === null) return;
    if (day + DAY + grace > at) {
      next.set(strategy, day);
      return;
    }
    const report = await pnlBetween(ledger, strategy, { from: day, to: (day + DAY) as UnixMillis });
    // A single sample tells of no change.
    if (report) await ledger.commit(savePnl(strategy, day, report, at));
    failed.delete(strategy);
    next.set(strategy, (day + DAY) as UnixMillis);
    if (!report) return;
    const problem = unexplainedProblem(report, bound);
    const alert = { code: 'PNL_UNEXPLAINED', subject: strategy } as const;
    if (problem) await alarms.raise({ ...alert, text: `${new Date(day).toISOString().slice(0, 10)}: ${problem}` });
    else await alarms.resolve(alert);
    const { total, gross, parts } = report;
    log.info({ at: 'pnl', strategy, day, total, gross, unexplained: parts.unexplained }, 'a day is closed');
  };
}
