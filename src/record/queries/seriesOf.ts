import { and, asc, eq, gte, lte, sql, sum } from 'drizzle-orm';
import { DAY, HOUR } from '../../model/time.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import { decodeJson } from '../json.js';
import type { Ledger } from '../ledger.js';
import {
  chunkMs,
  coarseMs,
  coarseOf,
  fineOf,
  minuteLevel,
  type SeriesRow,
  tickLevel,
  type Wanted,
} from '../series/seriesChunk.js';
import { createStepGatherer, type StepInput, type Steps } from '../series/steps.js';
import { series } from '../tables/series.js';

export interface SeriesAsked {
  book: string;
  /** Both ends included. */
  from: UnixMillis;
  to: UnixMillis;
  /** So many steps at most. */
  points: number;
  /** Only columns of which this is so; all where it is left out. */
  wanted?: (column: string) => boolean;
  /** Only the step that this is in, and later ones; how long steps are is told by the whole span. */
  since?: UnixMillis;
}

export interface SeriesFound extends Steps {
  columns: readonly string[];
  /** 0: each is a tick. */
  stepMs: number;
  /** Ticks in the whole span; chunks that reach out of it count whole. */
  points: number;
}

/** Books that a series is kept of, sorted. */
export async function booksWithSeries({ db }: Ledger): Promise<string[]> {
  const rows = await db.selectDistinct({ book: series.book }).from(series).orderBy(asc(series.book));
  return rows.map(({ book }) => book);
}

/**
 * How a book went between two times, in so many steps at most: of each the last value, the lowest and the highest. Of long spans
 * only the coarse halves of chunks are read, so that a day of 350 000 ticks takes milliseconds.
 */
export async function seriesOf(ledger: Ledger, asked: SeriesAsked): Promise<SeriesFound> {
  const { book, from, to, points: most, wanted = () => true } = asked;
  const spans = await Promise.all([minuteLevel, tickLevel].map((level) => spanOf(ledger, { book, level, from, to })));
  const points = spans.reduce((total, span) => total + span.points, 0);
  const columns = [...new Set(spans.flatMap((span) => span.columns))].filter(wanted);
  const isOfTicks = points <= most && spans[0]?.points === 0;
  const stepMs = isOfTicks ? 0 : stepFor(from, to, most);
  const since = Math.max(from, asked.since ?? from);
  const begin = stepMs === 0 ? since : Math.max(from, Math.floor(since / stepMs) * stepMs);
  const gatherer = createStepGatherer(columns, stepMs);
  for (const level of [minuteLevel, tickLevel]) {
    for (const input of await inputsOf(ledger, { book, level, from: unixMillis(begin), to }, stepMs, wanted)) {
      // Where a clock was set back: time only goes on.
      const after = (gatherer.steps.at.at(-1) ?? Number.NEGATIVE_INFINITY) + 1;
      gatherer.add({ ...input, from: Math.max(begin, after), to });
    }
  }
  return { ...gatherer.steps, columns, stepMs, points };
}

const second = 1_000;
const minute = 60 * second;
/** Each divides the ones of chunks, or is divided by them, so that no step is half in one. */
const lengths = [
  ...[0.25, 0.5, 1, 2, 5, 10, 20, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 20, 30].map((n) => n * minute),
  ...[1, 2, 4, 6, 12].map((n) => n * HOUR),
  ...[1, 7].map((n) => n * DAY),
];

const stepFor = (from: number, to: number, most: number): number =>
  lengths.find((length) => Math.floor(to / length) - Math.floor(from / length) < most) ?? 7 * DAY;

interface Span {
  book: string;
  level: number;
  from: UnixMillis;
  to: UnixMillis;
}

/** A chunk that begins before may reach into it. */
const within = ({ book, level, from, to }: Span) =>
  and(
    ...[eq(series.book, book), eq(series.level, level), gte(series.end, from)],
    ...[gte(series.start, unixMillis(from - (chunkMs[level] ?? 0))), lte(series.start, to)],
  );

async function spanOf({ db }: Ledger, span: Span): Promise<{ points: number; columns: string[] }> {
  const rows = await db
    .select({ columns: series.columns, points: sum(series.points).mapWith(Number) })
    .from(series)
    .where(within(span))
    .groupBy(series.columns);
  return {
    points: rows.reduce((total, row) => total + row.points, 0),
    columns: [...new Set(rows.flatMap(({ columns }) => columns))],
  };
}

/** Chunks in the order of time, unpacked one at a time: the coarse half wherever steps are made of its own. */
async function inputsOf({ db }: Ledger, span: Span, stepMs: number, wanted: Wanted): Promise<Iterable<StepInput>> {
  const { level, start } = series;
  const coarse = coarseMs[span.level] ?? Number.POSITIVE_INFINITY;
  const names = { columns: sql<string>`${series.columns}` };
  if (stepMs >= coarse && stepMs % coarse === 0) {
    const rows = await db
      .select({ ...names, coarse: series.coarse })
      .from(series)
      .where(within(span))
      .orderBy(asc(start));
    return unpacked(rows, (row) => coarseOf(row, wanted));
  }
  const rows = await db
    .select({ ...names, level, fine: series.fine })
    .from(series)
    .where(within(span))
    .orderBy(asc(start));
  return unpacked(rows, (row) => fineOf(row, wanted));
}

/** Thousands of chunks have the same columns: their names are read once. */
function* unpacked<Row extends { columns: string }>(
  rows: readonly Row[],
  unpack: (row: Omit<Row, 'columns'> & Pick<SeriesRow, 'columns'>) => StepInput,
): Generator<StepInput> {
  const known = new Map<string, readonly string[]>();
  for (const row of rows) {
    const columns = known.get(row.columns) ?? (decodeJson(row.columns) as readonly string[]);
    known.set(row.columns, columns);
    yield unpack({ ...row, columns });
  }
}

/** What was known of a book at one tick, by column; NaN is what was not. */
export interface SeriesMoment {
  at: UnixMillis;
  values: ReadonlyMap<string, number>;
}

/** The first tick, or minute, of a book at `from` or later; undefined where there is none. */
export async function momentAfter({ db }: Ledger, book: string, from: UnixMillis): Promise<SeriesMoment | undefined> {
  for (const level of [minuteLevel, tickLevel]) {
    const [row] = await db
      .select()
      .from(series)
      .where(and(eq(series.book, book), eq(series.level, level), gte(series.end, from)))
      .orderBy(asc(series.end))
      .limit(1);
    if (!row) continue;
    const input = fineOf(row);
    for (let i = 0; i < input.at.length; i++) if ((input.at[i] ?? 0) >= from) return momentIn(input, i);
  }
  return undefined;
}

const momentIn = ({ columns, at, last }: StepInput, i: number): SeriesMoment => ({
  at: unixMillis(at[i] ?? 0),
  values: new Map(columns.map((name, c) => [name, last[c]?.[i] ?? Number.NaN])),
});
