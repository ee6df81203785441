import { readFileSync } from 'node:fs';
import { dailyReturns } from '../../../assess/history/dailyReturns.js';
import { BallastError, shortMessageOf } from '../../../model/error.js';
import type { Underlying } from '../../../model/instrument.js';
import { HOUR } from '../../../model/time.js';
import { unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { priceHistory, priceSpans } from '../../../record/queries/prices.js';
import { importBatch, importHourPrices } from '../../../record/statements/prices.js';
import { integer } from '../../words/numbers.js';
import type { Answer } from '../output.js';
import { bold, dim, table } from '../table.js';
import { readPriceFile } from './priceFile.js';

/** What is known of the past: per underlying its span, the hours that are missing in it, and the days it makes. */
export async function prices(ledger: Ledger): Promise<Answer> {
  const spans = await priceSpans(ledger);
  const everything = await priceHistory(
    ledger,
    spans.map(({ underlying }) => underlying),
    unixMillis(0),
    unixMillis(Number.MAX_SAFE_INTEGER),
  );
  const rows = spans.map((span, i) => {
    const history = everything[i];
    const gaps = history ? gapsIn(history.hours) : [];
    const days = history ? dailyReturns(history) : { returns: [], missing: [], doubtful: [] };
    return { ...span, gaps, days: days.returns.length, missingDays: days.missing, doubtful: days.doubtful };
  });
  const text = [
    table(rows, [
      { title: 'underlying', cell: ({ underlying }) => underlying },
      { title: 'from', cell: ({ from }) => hourText(from) },
      { title: 'to', cell: ({ to }) => hourText(to) },
      { title: 'hours', align: 'right', cell: ({ hours }) => integer(hours) },
      { title: 'imported', align: 'right', cell: ({ imported }) => integer(imported) },
      { title: 'missing', align: 'right', cell: ({ gaps }) => integer(gaps.reduce((sum, gap) => sum + gap.hours, 0)) },
      { title: 'days', align: 'right', cell: (row) => integer(row.days) },
      { title: 'days missing', align: 'right', cell: ({ missingDays }) => integer(missingDays.length) },
    ]),
    ...rows.flatMap(({ underlying, gaps }) => gapLines(underlying, gaps)),
    ...rows.flatMap(({ underlying, doubtful }) => doubtLines(underlying, doubtful)),
  ];
  return { json: rows, text: rows.length === 0 ? dim('no prices have been kept yet') : text.join('\n') };
}

interface Gap {
  /** Start of the first hour that is missing. */
  from: number;
  hours: number;
}

function gapsIn(hours: readonly number[]): Gap[] {
  return hours.flatMap((hour, i) => {
    const after = (hours[i - 1] ?? hour - HOUR) + HOUR;
    return hour > after ? [{ from: after, hours: (hour - after) / HOUR }] : [];
  });
}

/** More than these are counted and not listed. */
const mostLines = 5;

function gapLines(underlying: Underlying, gaps: readonly Gap[]): string[] {
  if (gaps.length === 0) return [];
  const longest = [...gaps].sort((a, b) => b.hours - a.hours || a.from - b.from).slice(0, mostLines);
  const rest = gaps.length - longest.length;
  return [
    '',
    `${bold(underlying)} ${dim(rest > 0 ? `the longest gaps, and ${rest} more` : 'gaps')}`,
    ...longest.map(({ from, hours }) => `  ${hourText(from)}  ${integer(hours)} h`),
  ];
}

/** Prices that no forecast counts, so that somebody looks at them. */
function doubtLines(underlying: Underlying, doubtful: readonly number[]): string[] {
  if (doubtful.length === 0) return [];
  const newest = doubtful.slice(-mostLines).map(hourText).join(', ');
  return [
    '',
    `${bold(underlying)} ${dim(`${integer(doubtful.length)} h count for nothing: over twice, or under half, what the hours beside them agree on`)}`,
    `  ${newest}`,
  ];
}

const hourText = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`;

/**
 * Brings hourly prices from a file into the ledger, all of them or, when anything is wrong with the file, none. What ballast has seen
 * itself stays as it is. The same file again changes nothing.
 * @throws BallastError with everything that is wrong, by line
 */
export async function importPrices(
  ledger: Ledger,
  { underlying, file }: { underlying: Underlying; file: string },
): Promise<Answer> {
  if (!/^[A-Za-z0-9._-]{1,32}$/.test(underlying))
    throw new BallastError(`\`${underlying}\` is not the name of an underlying`, {
      mend: 'name it as positions do: ETH',
    });
  const { rows, problems } = readPriceFile(textOf(file));
  if (problems.length > 0) {
    const told = problems.slice(0, mostProblems);
    const rest = problems.length - told.length;
    throw new BallastError(`${file} cannot be imported; nothing was written`, {
      facts: [...told, ...(rest > 0 ? [`and ${integer(rest)} more like these`] : [])],
      mend: 'a first line with the titles `time` and `close`, then a line a candle: 2025-01-31T14:00Z,3312.5',
    });
  }
  const batches = Array.from({ length: Math.ceil(rows.length / importBatch) }, (_, i) =>
    rows.slice(i * importBatch, (i + 1) * importBatch).map((row) => ({ ...row, underlying })),
  );
  // Each by itself, so that a daemon gets to write in between; half an import is mended by doing it again.
  for (const batch of batches) await ledger.commit(importHourPrices(batch));
  const from = rows[0]?.hour ?? Number.NaN;
  const to = rows.at(-1)?.hour ?? Number.NaN;
  const span = (await priceSpans(ledger)).find((one) => one.underlying === underlying);
  return {
    json: { underlying, read: rows.length, from, to, span: span ?? null },
    text: `${integer(rows.length)} hours of ${underlying} read, ${hourText(from)} to ${hourText(to)}; the ledger has ${integer(span?.hours ?? 0)}, ${integer(span?.imported ?? 0)} of them imported`,
  };
}

const mostProblems = 50;

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new BallastError(`${file} cannot be read: ${shortMessageOf(cause)}`, { cause });
  }
}
