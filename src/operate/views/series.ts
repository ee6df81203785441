import { z } from 'zod';
import { DAY } from '../../model/time.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { booksWithSeries, seriesOf } from '../../record/queries/seriesOf.js';
import { figureOf, unixMs } from './plain.js';

/** One figure over time. `min` and `max` are those within each step; null where each step is one point. */
export const seriesColumn = z.object({
  name: z.string().meta({
    description:
      '`equityUsd`, `deltaUsd`, `worstHealth`, `liquidationDistance`, `priceUsd:ETH`, `delta:ETH`, `health:ACCOUNT`',
  }),
  unit: z.enum(['usd', 'units', 'ratio', 'usdPerDay', 'gwei']),
  last: z.array(z.number().nullable()),
  min: z.array(z.number().nullable()).nullable(),
  max: z.array(z.number().nullable()).nullable(),
});

/** How one book went, thinned to what a screen can show; no low and no high is lost. */
export const seriesView = z.object({
  asOf: unixMs,
  book: z.string().nullable(),
  books: z.array(z.string()).meta({ description: 'all that can be asked for' }),
  from: unixMs,
  to: unixMs,
  stepMs: z.number().meta({ description: 'steps begin at multiples of this; 0: each point is a tick' }),
  points: z.number().meta({ description: 'how many recorded points stand behind this' }),
  at: z.array(z.number()).meta({ description: 'ascending: the time of the last point of each step' }),
  columns: z
    .array(seriesColumn)
    .meta({ description: 'an entry a time of `at`; null: not known, or nothing was recorded' }),
  since: z.number().meta({ description: 'ask with this next time: what is newer, the last step anew' }),
});

export type SeriesView = z.infer<typeof seriesView>;
export type SeriesColumn = z.infer<typeof seriesColumn>;

/** What of a book's history is wanted. */
export interface SeriesAsk {
  /** The first one where it is left out. */
  book?: string | undefined;
  /** A day before `to` where it is left out. */
  from?: number | undefined;
  /** Now where it is left out. */
  to?: number | undefined;
  /** So many steps at most: `defaultSteps` where it is left out, `mostSteps` at most. */
  points?: number | undefined;
  /** Names or beginnings of names (`health:`); all where it is left out. */
  columns?: readonly string[] | undefined;
  /** As an earlier answer with the same `stepMs` told it: only what has come since. */
  since?: number | undefined;
  /** Nothing for so long is shown as nothing, and not as a line; `defaultGapMs` where it is left out. */
  gapMs?: number | undefined;
}

const defaultSteps = 1_000;
export const mostSteps = 2_000;

/** Nothing for so long is shown as nothing, and not as a line. */
const defaultGapMs = 90_000;

/** How a book went; of a book that is not known, nothing. */
export async function readSeries(ledger: Ledger, ask: SeriesAsk, now: UnixMillis): Promise<SeriesView> {
  const books = await booksWithSeries(ledger);
  const book = ask.book ?? books[0] ?? null;
  const to = ask.to ?? now;
  const from = Math.min(ask.from ?? to - DAY, to);
  const empty = {
    asOf: now,
    book,
    books,
    from,
    to,
    stepMs: 0,
    points: 0,
    at: [],
    columns: [],
    since: ask.since ?? from,
  };
  if (book === null || !books.includes(book)) return empty;
  const { columns: names, since, gapMs = defaultGapMs } = ask;
  const found = await seriesOf(ledger, {
    ...{ book, from: unixMillis(from), to: unixMillis(to) },
    points: Math.min(mostSteps, Math.max(2, Math.floor(ask.points ?? defaultSteps))),
    ...(names ? { wanted: (column) => names.some((name) => isNamed(column, name)) } : {}),
    ...(since === undefined ? {} : { since: unixMillis(since) }),
  });
  const { stepMs } = found;
  const newest = found.at.at(-1);
  // Of ticks, the one before `since` is known to who asks: nothing after it for long is a gap as well.
  const before = stepMs === 0 && since !== undefined && since > from ? since - 1 : undefined;
  const order = withGaps(found.at, Math.max(gapMs, 3 * stepMs), before);
  const pick = (values: readonly number[] | undefined) =>
    order.map((i) => (typeof i === 'number' ? figureOf(values?.[i]) : null));
  return {
    ...empty,
    stepMs,
    points: found.points,
    at: order.map((i) => (typeof i === 'number' ? (found.at[i] ?? 0) : i.gapAt)),
    columns: found.columns.map((name, c) => ({
      name,
      unit: unitOf(name),
      last: pick(found.last[c]),
      min: stepMs === 0 ? null : pick(found.min[c]),
      max: stepMs === 0 ? null : pick(found.max[c]),
    })),
    // The step that goes on is asked for again; of ticks, what comes after the newest.
    since: newest === undefined ? (since ?? from) : stepMs === 0 ? newest + 1 : newest,
  };
}

const isNamed = (column: string, name: string): boolean =>
  column === name || (name.endsWith(':') && column.startsWith(name));

/**
 * Indices of times, and where there is a gap a time of its own, right after what was last known.
 * @param known the time before the first of these; undefined where there is none
 */
function withGaps(at: readonly number[], gap: number, known: number | undefined): (number | { gapAt: number })[] {
  return at.flatMap((time, i) => {
    const before = i === 0 ? known : at[i - 1];
    return before !== undefined && time - before > gap ? [{ gapAt: before + 1 }, i] : [i];
  });
}

const units: Readonly<Record<string, SeriesColumn['unit']>> = {
  ...{ equityUsd: 'usd', deltaUsd: 'usd', gammaUsd: 'usd', vegaUsd: 'usd', thetaUsd: 'usdPerDay' },
  ...{ worstHealth: 'ratio', liquidationDistance: 'ratio', gasGwei: 'gwei' },
  ...{ priceUsd: 'usd', delta: 'units', health: 'ratio' },
};

const unitOf = (column: string): SeriesColumn['unit'] => units[column.split(':')[0] ?? ''] ?? 'units';
