import { sharedKernel } from '../../../assess/pricing/sharedKernel.js';
import { compileHoldings } from '../../../assess/revalue/compileHoldings.js';
import { type ValueAtRisk, valueAtRisk } from '../../../assess/var/valueAtRisk.js';
import type { Ledger } from '../../../record/ledger.js';
import { latestHoldings } from '../../../record/queries/holdings.js';
import { latestRisk } from '../../../record/queries/ticks.js';
import { decimal, integer, percent } from '../../words/numbers.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { bold, dim, table } from '../table.js';

export interface VarOptions {
  strategy?: string;
  /** 24 when left out. */
  hours?: number;
  /** Of the simulations; 1 when left out. */
  seed?: number;
}

/** What each book may lose in the hours to come, by every method, from what it held at its newest sample. */
export async function valueAtRiskOf(ledger: Ledger, { strategy, hours, seed }: VarOptions = {}): Promise<Answer> {
  const names = await booksAsked(ledger, strategy);
  const kernel = sharedKernel();
  const books = await Promise.all(
    names.map(async (name) => {
      const recorded = await latestHoldings(ledger, name);
      const equity = (await latestRisk(ledger, name))?.portfolio.equity ?? Number.NaN;
      if (!recorded) return { strategy: name, equity, at: null, report: null };
      const { holdings, forecast } = recorded;
      const report = valueAtRisk(compileHoldings(holdings, kernel), holdings, forecast, {
        ...(hours === undefined ? {} : { hours }),
        ...(seed === undefined ? {} : { seed }),
      });
      return { strategy: name, equity, at: recorded.at, report };
    }),
  );
  const text = books.map(({ strategy: name, equity, report }) =>
    report
      ? `${bold(name)}\n${tellReport(report, equity)}`
      : `${bold(name)}\n${dim('nothing recorded to revalue yet')}`,
  );
  return { json: books, text: text.join('\n\n') || dim('nothing has been watched yet') };
}

function tellReport(report: ValueAtRisk, equity: number): string {
  const { hours, levels, methods, contributionLevel, underlyings, gaps, assumptions } = report;
  const rows = methods.flatMap(({ method, scenarios, tails }) =>
    tails.map((tail, i) => ({ method: i === 0 ? method : '', scenarios: i === 0 ? integer(scenarios) : '', ...tail })),
  );
  const contributions = underlyings.map(({ name, vol, from, days }, u) => ({
    name,
    vol: `${percent(vol)} ${from}`,
    days,
    shares: methods.map(({ contributions: all }) => all[u]?.expectedShortfall ?? Number.NaN),
  }));
  const list = (title: string, sentences: readonly string[]): string[] =>
    sentences.length === 0 ? [] : ['', dim(title), ...sentences.map((sentence) => `  ${sentence}`)];
  return [
    `what may be lost in ${hours} h   equity ${decimal(equity)} usd   levels ${levels.map((level) => sayLevel(level)).join(', ')}`,
    '',
    table(rows, [
      { title: 'method', cell: ({ method }) => method },
      { title: 'scenarios', align: 'right', cell: ({ scenarios }) => scenarios },
      { title: 'level', align: 'right', cell: ({ level }) => sayLevel(level) },
      { title: 'VaR usd', align: 'right', cell: ({ valueAtRisk: value }) => decimal(value) },
      { title: '% of equity', align: 'right', cell: ({ valueAtRisk: value }) => percent(value / equity) },
      { title: 'ES usd', align: 'right', cell: ({ expectedShortfall: value }) => decimal(value) },
      { title: '% of equity', align: 'right', cell: ({ expectedShortfall: value }) => percent(value / equity) },
    ]),
    '',
    `what each underlying has in the ES at ${sayLevel(contributionLevel)}, usd`,
    table(contributions, [
      { title: 'underlying', cell: ({ name }) => name },
      { title: 'vol foretold', align: 'right', cell: ({ vol }) => vol },
      { title: 'days', align: 'right', cell: ({ days }) => integer(days) },
      ...methods.map(({ method }, m) => ({
        title: method,
        align: 'right' as const,
        cell: ({ shares }: (typeof contributions)[number]) => decimal(shares[m] ?? Number.NaN),
      })),
    ]),
    ...list('not known', gaps),
    ...list('assumed', assumptions),
  ].join('\n');
}

const sayLevel = (level: number): string => `${Number((level * 100).toFixed(2))} %`;
