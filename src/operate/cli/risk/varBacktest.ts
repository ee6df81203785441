import { dailyReturns } from '../../../assess/history/dailyReturns.js';
import { type BacktestRow, backtest, backtestMethods } from '../../../assess/var/backtest.js';
import { type UnixMillis, unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { priceHistory, priceSpans } from '../../../record/queries/prices.js';
import { decimal, integer } from '../../words/numbers.js';
import type { Answer } from '../output.js';
import { bold, dim, table } from '../table.js';

export interface BacktestRequest {
  /** Days that end after it; all that can be judged when left out. */
  from?: UnixMillis;
  to?: UnixMillis;
}

/** How the methods of `ballast var` would have done on the ledger's own price history: each underlying, held for a day, every day. */
export async function varBacktest(ledger: Ledger, { from, to }: BacktestRequest = {}): Promise<Answer> {
  const spans = await priceSpans(ledger);
  const names = spans.map(({ underlying }) => underlying);
  const histories = await priceHistory(ledger, names, unixMillis(0), unixMillis(Number.MAX_SAFE_INTEGER));
  const found = histories.map((history) => {
    const days = dailyReturns(history);
    const options = { levels: [0.95, 0.99], from: from ?? 0, to: to ?? Number.MAX_SAFE_INTEGER };
    const rows = backtestMethods.flatMap((method) => backtest(days, method, options));
    return { underlying: history.underlying, days: days.returns.length, missing: days.missing.length, rows };
  });
  const text = found.map(({ underlying, days, missing, rows }) =>
    (rows[0]?.days ?? 0) === 0
      ? `${bold(underlying)}\n${dim(`${integer(days)} days are too few: the first that is judged has 250 before it, and their vols 30 more`)}`
      : [
          `${bold(underlying)}${missing > 0 ? dim(`  ${integer(missing)} days have no return`) : ''}`,
          backtestTable(rows),
        ].join('\n'),
  );
  return { json: found, text: text.join('\n\n') || dim('no prices have been kept yet: `ballast prices import`') };
}

/** A line a method and level. p-values: how often a right model would look this bad; under 0.01 it is called wrong. */
export const backtestTable = (rows: readonly BacktestRow[]): string =>
  table(rows, [
    { title: 'method', cell: ({ method }) => method },
    { title: 'level', align: 'right', cell: ({ level }) => `${Number((level * 100).toFixed(2))} %` },
    { title: 'days', align: 'right', cell: ({ days }) => integer(days) },
    { title: 'beyond', align: 'right', cell: ({ exceedances }) => integer(exceedances) },
    { title: 'expected', align: 'right', cell: ({ expected }) => decimal(expected, 1) },
    { title: 'Kupiec p', align: 'right', cell: ({ kupiec }) => decimal(kupiec.p, 3) },
    { title: 'independence p', align: 'right', cell: ({ independence }) => decimal(independence.p, 3) },
    { title: 'coverage p', align: 'right', cell: ({ coverage }) => decimal(coverage.p, 3) },
    { title: '', cell: (row) => (isRejected(row) ? 'rejected at 1 %' : '') },
  ]);

const isRejected = ({ kupiec, independence, coverage }: BacktestRow): boolean =>
  Math.min(kupiec.p, independence.p, coverage.p) < 0.01;
