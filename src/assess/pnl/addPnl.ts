import type { PnlReport } from '../../model/pnl.js';
import { reportOf } from './reportOf.js';

/**
 * Reports of adjoining spans, earliest first, as one: parts add up, and `gross` is of the sums. A delta that won in the morning
 * and lost in the evening counts for what it came to.
 * @throws RangeError for none
 */
export function addPnl(reports: readonly PnlReport[]): PnlReport {
  const [first] = reports;
  const last = reports.at(-1);
  if (!first || !last) throw new RangeError('there is nothing to add up');
  const sum = (of: (report: PnlReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  const added = reportOf(
    reports.flatMap(({ byPosition }) =>
      byPosition.map(({ position, venue, total, ...parts }) => ({ position, venue, underlying: null, parts, total })),
    ),
    {
      from: first.from,
      to: last.to,
      total: sum(({ total }) => total),
      transfers: sum(({ transfers }) => transfers),
      gas: sum(({ gas }) => gas),
      gaps: reports.flatMap(({ gaps }) => gaps),
    },
  );
  const byUnderlying = reportOf(
    reports.flatMap(({ byUnderlying: rows }) =>
      rows.map(({ underlying, total, ...parts }) => ({ position: '', venue: '', underlying, parts, total })),
    ),
    added,
  ).byUnderlying;
  return { ...added, byUnderlying };
}
