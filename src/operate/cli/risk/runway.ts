import { type Runway, runwayOf } from '../../../assess/runway/runwayOf.js';
import type { Estimate } from '../../../assess/runway/simulateRunway.js';
import type { Ledger } from '../../../record/ledger.js';
import { latestHoldings } from '../../../record/queries/holdings.js';
import { decimal } from '../../words/numbers.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { bold, dim, table } from '../table.js';
import { chance, sayChance, sayHours, sayNever } from './sayRunway.js';

export interface RunwayVerbOptions {
  strategy?: string;
  /** 24 when left out. */
  horizonHours?: number;
  /** Of the simulation; 1 when left out. */
  seed?: number;
  /** 4 000 when left out. */
  paths?: number;
}

/** How long each book has left before something in it is liquidated, from what it held at its newest sample. */
export async function runway(ledger: Ledger, { strategy, ...options }: RunwayVerbOptions = {}): Promise<Answer> {
  const names = await booksAsked(ledger, strategy);
  const books = await Promise.all(
    names.map(async (name) => {
      const recorded = await latestHoldings(ledger, name);
      if (!recorded) return { strategy: name, at: null, report: null };
      const { holdings, forecast, at } = recorded;
      const report = runwayOf(holdings, forecast, options);
      return { strategy: name, at, report: { ...report, gaps: [...(holdings.notes ?? []), ...report.gaps] } };
    }),
  );
  const text = books.map(({ strategy: name, report }) =>
    report ? `${bold(name)}\n${tellRunway(report)}` : `${bold(name)}\n${dim('nothing recorded to tell it from yet')}`,
  );
  return { json: books, text: text.join('\n\n') || dim('nothing has been watched yet') };
}

function tellRunway({ horizonHours, accounts, portfolio, gaps }: Runway): string {
  if (accounts.length === 0) return dim('no margin account: nothing can be liquidated');
  const { steady, withJumps } = portfolio;
  const touch = `within ${decimal(horizonHours, 0)} h`;
  const simulated = [
    `followed along simulated prices ${sayEstimate(steady)}`,
    ...(withJumps ? [`with sudden moves ${sayEstimate(withJumps)}`] : []),
  ];
  const rows = [...accounts].sort(bySoonest).flatMap((account) => {
    const [first = { underlying: '-', below: null, above: null }, ...others] = account.walls;
    return [{ account, wall: first }, ...others.map((wall) => ({ account: null, wall }))];
  });
  return [
    `left ${sayHours(portfolio.runwayHours)}   any account liquidatable ${touch}: ${isSummed(accounts) ? 'at most ' : ''}${sayChance(portfolio.touchProbability)}`,
    dim(simulated.join('; ')),
    '',
    table(rows, [
      { title: 'margin account', cell: ({ account }) => account?.marginAccount ?? '' },
      { title: 'left', align: 'right', cell: ({ account }) => (account ? sayHours(account.runwayHours) : '') },
      { title: touch, align: 'right', cell: ({ account }) => (account ? sayChance(account.touchProbability) : '') },
      {
        title: 'with jumps',
        align: 'right',
        cell: ({ account }) => (account ? sayChance(account.withJumps?.probability ?? Number.NaN) : ''),
      },
      { title: 'bled out in', align: 'right', cell: ({ account }) => (account ? sayNever(account.bleedHours) : '') },
      { title: 'underlying', cell: ({ wall }) => wall.underlying },
      { title: 'below', align: 'right', cell: ({ wall }) => decimal(wall.below ?? Number.NaN) },
      { title: 'above', align: 'right', cell: ({ wall }) => decimal(wall.above ?? Number.NaN) },
    ]),
    '',
    dim(
      'left: until it is as likely as not to have been liquidatable, or funding, borrowing and decay alone bring it there.',
    ),
    dim('below, above: prices of the underlying at which it is liquidatable now.'),
    ...gaps.map((gap) => dim(gap)),
  ].join('\n');
}

const bySoonest = (one: Runway['accounts'][number], other: Runway['accounts'][number]): number => {
  const hours = (value: number) => (Number.isNaN(value) ? -1 : value);
  const [a, b] = [hours(one.runwayHours), hours(other.runwayHours)];
  return a === b ? other.touchProbability - one.touchProbability || 0 : a - b;
};

/** Of several underlyings the chances are added up, as if no two of them ever fell together. */
const isSummed = (accounts: Runway['accounts']): boolean =>
  new Set(accounts.flatMap(({ walls }) => walls.map(({ underlying }) => underlying))).size > 1;

/** With its standard error, where that can be seen. */
function sayEstimate({ probability, standardError }: Estimate): string {
  const error = decimal(standardError * 100, 2);
  return Number(error) > 0 ? `${chance(probability)} ± ${error} %` : chance(probability);
}
