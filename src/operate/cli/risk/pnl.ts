import { addPnl } from '../../../assess/pnl/addPnl.js';
import { partNames } from '../../../assess/pnl/parts.js';
import { BallastError } from '../../../model/error.js';
import type { PnlReport } from '../../../model/pnl.js';
import { DAY } from '../../../model/time.js';
import { type UnixMillis, unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { pnlBetween } from '../../../record/queries/pnl.js';
import { dayOf, firstDaySeen, pnlDays } from '../../../record/queries/pnlDays.js';
import { latestTick } from '../../../record/queries/ticks.js';
import { decimal, percent, signed } from '../../words/numbers.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { bold, dim, table, yellow } from '../table.js';
import { bookToDraw } from './bookToDraw.js';
import type { PnlLine } from './pnlLine.js';

export interface PnlOptions {
  strategy?: string;
  /** `2026-03-01`, or with a time: UTC unless it says otherwise. */
  from?: string;
  to?: string;
  /** So many days, today among them, where `from` is not told. */
  days?: number;
  /** Draws the parts of each day into this SVG file. */
  plot?: string;
}

const defaultDays = 7;

/**
 * What each book gained, day by day (UTC), and why. With a plot, of one book, a picture is written.
 * @throws BallastError for a span that is none, a plot of several books, or a file that cannot be written
 */
export async function pnl(ledger: Ledger, now: number, options: PnlOptions = {}): Promise<Answer> {
  const names = await booksAsked(ledger, options.strategy);
  const to = options.to === undefined ? await latestMoment(ledger, names, now) : momentOf('--to', options.to);
  const days = options.days ?? defaultDays;
  const from = options.from === undefined ? unixMillis(dayOf(to) - (days - 1) * DAY) : momentOf('--from', options.from);
  if (from >= to) throw new BallastError('there is no time between --from and --to', { mend: 'put the earlier first' });
  const books = await Promise.all(
    names.map(async (name) => {
      const lines = await linesOf(ledger, name, from, to);
      const total = lines.length > 0 ? addPnl(lines.map(({ report }) => report)) : null;
      return { strategy: name, from, to, days: lines, total };
    }),
  );
  const drawn = options.plot === undefined ? [] : [await draw(books, options.plot)];
  const text = books.map(({ strategy: name, days: lines, total }) =>
    total
      ? bookText(name, lines, total)
      : `${bold(name)}\n${dim('of that time fewer than two samples are kept, so nothing can be told')}`,
  );
  return { json: books, text: [...text, ...drawn].join('\n\n') || dim('nothing has been watched yet') };
}

/** Now, or the newest sample, where its clock is ahead of ours: a local chain's runs on with its market. */
async function latestMoment(ledger: Ledger, names: readonly string[], now: number): Promise<UnixMillis> {
  const ticks = await Promise.all(names.map((name) => latestTick(ledger, name)));
  return unixMillis(Math.max(now, ...ticks.map((tick) => tick?.at ?? 0)));
}

async function draw(books: readonly { strategy: string; days: readonly PnlLine[] }[], file: string): Promise<string> {
  const { strategy, days } = bookToDraw(books);
  const { drawPnl } = await import('./drawPnl.js');
  return drawPnl(strategy, days, file);
}

function momentOf(option: string, text: string): UnixMillis {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = Date.parse(isDay ? `${text}T00:00:00Z` : /(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`);
  // A 31st of February would read as the 3rd of March.
  const isDayOfMonth = new Date(Date.parse(`${text.slice(0, 10)}T00:00Z`)).getUTCDate() === Number(text.slice(8, 10));
  if (Number.isFinite(at) && isDayOfMonth) return unixMillis(at);
  throw new BallastError(`${option} is not a day or a moment: ${text}`, {
    mend: 'write 2026-03-01, or 2026-03-01T08:00',
  });
}

/** Oldest first: whole days as they were written down, and what is not a whole day, or not written down, from its samples. */
async function linesOf(ledger: Ledger, strategy: string, from: UnixMillis, to: UnixMillis): Promise<PnlLine[]> {
  const closed = new Map(
    (await pnlDays(ledger, strategy, { from, to: (to - DAY) as UnixMillis })).map(({ day, report }) => [day, report]),
  );
  const lines: PnlLine[] = [];
  for (let day = dayOf(from); day < to; day = unixMillis(day + DAY)) {
    const known = closed.get(day);
    if (known) {
      lines.push({ day, closed: true, report: known });
      continue;
    }
    // Days on which nothing was recorded are passed over at once.
    const seen = await firstDaySeen(ledger, strategy, day);
    if (seen === null) break;
    if (seen > day) continue;
    const span = { from: Math.max(from, day) as UnixMillis, to: Math.min(to, day + DAY) as UnixMillis };
    const report = await pnlBetween(ledger, strategy, span);
    if (report) lines.push({ day, closed: false, report });
  }
  return lines;
}

interface TableRow {
  title: string;
  report: PnlReport;
}

function bookText(name: string, lines: readonly PnlLine[], total: PnlReport): string {
  const rows: TableRow[] = [
    ...lines.map(({ day, closed, report }) => ({ title: `${dateOf(day)}${closed ? '' : ' *'}`, report })),
    { title: 'all', report: total },
  ];
  const { unexplained } = total.parts;
  const share = total.gross > 0 ? `, ${percent(Math.abs(unexplained) / total.gross)} of gross` : '';
  const notes = [
    ...(lines.some(({ closed }) => !closed) ? ['* not over, or not written down: from the samples that are kept'] : []),
    `unexplained ${signed(unexplained)} usd${share}; gas ${decimal(total.gas)} usd is among the fees`,
  ];
  return [
    bold(name),
    table(rows, [
      { title: 'day', cell: ({ title }) => title },
      { title: 'total usd', align: 'right', cell: ({ report }) => signed(report.total) },
      ...partNames.map((part) => ({
        title: part,
        align: 'right' as const,
        cell: ({ report }: TableRow) => signed(report.parts[part]),
      })),
      { title: 'brought', align: 'right', cell: ({ report }) => signed(report.transfers) },
    ]),
    '',
    table(total.byPosition, [
      { title: 'position', cell: ({ position }) => position },
      { title: 'total usd', align: 'right', cell: (row) => signed(row.total) },
      ...partNames.map((part) => ({
        title: part,
        align: 'right' as const,
        cell: (row: (typeof total.byPosition)[number]) => signed(row[part]),
      })),
    ]),
    '',
    ...notes.map(dim),
    ...total.gaps.map((gap) => yellow(gap)),
  ].join('\n');
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
