import type { series } from '../tables/series.js';
import { packColumns, unpackColumns } from './packedColumns.js';
import { createStepGatherer, type StepInput, type Steps } from './steps.js';

export type SeriesRow = typeof series.$inferSelect;

/** Ticks, a minute a chunk; and minutes, an hour a chunk. */
export const tickLevel = 0;
export const minuteLevel = 1;

/** Length of a chunk, and of the steps of its coarse half, by level. */
export const chunkMs = [60_000, 3_600_000] as const;
export const coarseMs = [10_000, 3_600_000] as const;
/** Length of the steps of the fine half of the second level. */
export const minuteMs = 60_000;

/** Whether a column is to be unpacked; one that is not has no entries. */
export type Wanted = (column: string) => boolean;

/** Points of one book, a value a column each; NaN is what is not known. */
export interface Points {
  columns: readonly string[];
  at: readonly number[];
  values: readonly (readonly number[])[];
}

/** @param closed - Whether nothing is added to it any more: then it is made small. @throws RangeError for no points */
export function tickChunk(book: string, { columns, at, values }: Points, closed: boolean): SeriesRow {
  const gatherer = createStepGatherer(columns, coarseMs[tickLevel]);
  gatherer.add({ columns, at, last: values, min: values, max: values });
  const [start, end] = [at[0], at.at(-1)];
  if (start === undefined || end === undefined) throw new RangeError('a chunk has a point at least');
  return {
    ...{ book, level: tickLevel, start: start as SeriesRow['start'], end: end as SeriesRow['end'] },
    ...{ points: at.length, columns },
    fine: packColumns({ at, values }, { small: closed }),
    coarse: packSteps(gatherer.steps),
  };
}

/** What ticks were, by minutes, with the lowest and highest of each kept. @throws RangeError for no ticks */
export function minuteChunk(book: string, ticks: readonly SeriesRow[]): SeriesRow {
  const columns = [...new Set(ticks.flatMap((row) => row.columns))];
  const minutes = createStepGatherer(columns, minuteMs);
  const hours = createStepGatherer(columns, coarseMs[minuteLevel]);
  for (const row of ticks) {
    const input = unpackSteps(row.coarse, row.columns);
    minutes.add(input);
    hours.add(input);
  }
  const [first] = ticks;
  const start = first?.start;
  const end = ticks.at(-1)?.end;
  if (start === undefined || end === undefined) throw new RangeError('a chunk has a tick at least');
  const points = ticks.reduce((sum, row) => sum + row.points, 0);
  return {
    ...{ book, level: minuteLevel, start, end, points, columns },
    fine: packSteps(minutes.steps, { small: true }),
    coarse: packSteps(hours.steps),
  };
}

const packSteps = ({ at, last, min, max }: Steps, options?: { small: boolean }): Uint8Array =>
  packColumns({ at, values: [...last, ...min, ...max] }, options);

function unpackSteps(bytes: Uint8Array, columns: readonly string[], wanted: Wanted = () => true): StepInput {
  const width = columns.length;
  const { at, values } = unpackColumns(bytes, 3 * width, (c) => wanted(columns[c % width] ?? ''));
  return {
    ...{ columns, at },
    last: values.slice(0, width),
    min: values.slice(width, 2 * width),
    max: values.slice(2 * width),
  };
}

/** The coarse half of either level. @throws RangeError for bytes that are none */
export const coarseOf = ({ coarse, columns }: Pick<SeriesRow, 'coarse' | 'columns'>, wanted?: Wanted): StepInput =>
  unpackSteps(coarse, columns, wanted);

/** The fine half: ticks, or minutes. @throws RangeError for bytes that are none */
export function fineOf(
  { fine, columns, level }: Pick<SeriesRow, 'fine' | 'columns' | 'level'>,
  wanted: Wanted = () => true,
): StepInput {
  if (level === minuteLevel) return unpackSteps(fine, columns, wanted);
  const { at, values } = unpackColumns(fine, columns.length, (c) => wanted(columns[c] ?? ''));
  return { columns, at, last: values, min: values, max: values };
}
