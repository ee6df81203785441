import type { Ledger } from '../../record/ledger.js';
import { latestRisk, latestTick } from '../../record/queries/ticks.js';
import { booksAsked } from './booksAsked.js';
import { decimal, percent, signed } from './numbers.js';
import type { Answer } from './output.js';
import { bold, dim, table } from './table.js';

/** Greeks and margin health of each book at its newest recorded tick. */
export async function risk(ledger: Ledger, strategy?: string): Promise<Answer> {
  const names = await booksAsked(ledger, strategy);
  const books = await Promise.all(
    names.map(async (name) => ({
      strategy: name,
      block: (await latestTick(ledger, name))?.blockNumber ?? null,
      risk: (await latestRisk(ledger, name)) ?? null,
    })),
  );
  const text = books.map(({ strategy: name, risk: report }) => {
    if (!report) return `${bold(name)}\n${dim('no risk recorded')}`;
    const { portfolio, underlyings, marginAccounts } = report;
    return [
      bold(name),
      `equity ${decimal(portfolio.equity)} usd   leverage ${decimal(portfolio.leverage)}   worst health ${decimal(portfolio.worstHealth, 3)}`,
      '',
      table(underlyings, [
        { title: 'underlying', cell: (u) => u.underlying },
        { title: 'price', align: 'right', cell: (u) => decimal(u.price) },
        { title: 'delta', align: 'right', cell: (u) => signed(u.delta, 4) },
        { title: 'delta usd', align: 'right', cell: (u) => signed(u.deltaUsd, 0) },
        { title: 'gamma usd / 1 %', align: 'right', cell: (u) => signed(u.gammaUsd, 0) },
        { title: 'vega / vol point', align: 'right', cell: (u) => signed(u.vega / 100) },
        { title: 'theta / day', align: 'right', cell: (u) => signed(u.theta / 365) },
      ]),
      '',
      table(marginAccounts, [
        { title: 'margin account', cell: (m) => m.marginAccount },
        { title: 'health', align: 'right', cell: (m) => decimal(m.health, 3) },
        { title: 'equity usd', align: 'right', cell: (m) => decimal(m.equity) },
        { title: 'maintenance usd', align: 'right', cell: (m) => decimal(m.maintenance) },
        { title: 'leverage', align: 'right', cell: (m) => decimal(m.leverage) },
        { title: 'liquidation at', align: 'right', cell: (m) => decimal(m.liquidationPrice ?? Number.NaN) },
        { title: 'distance', align: 'right', cell: (m) => percent(m.liquidationDistance) },
      ]),
    ].join('\n');
  });
  return { json: books, text: text.join('\n\n') || dim('nothing has been watched yet') };
}
