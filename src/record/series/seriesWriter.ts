import { chunkMs, type SeriesRow, tickChunk } from './seriesChunk.js';

/** Figures of one moment, by column. */
export type SeriesPoint = ReadonlyMap<string, number>;

export interface SeriesWriter {
  /** Takes microseconds: nothing is packed here. A time that is not after the one before is passed over: a clock was set back. */
  add(book: string, at: number, point: SeriesPoint): void;
  /** What has changed since it was last `written`, packed. @param all - Closes what is open too: nothing more will come. */
  due(all?: boolean): SeriesRow[];
  /** What `due` gave is on the disk. */
  written(): void;
}

interface Chunk {
  book: string;
  columns: string[];
  at: number[];
  values: number[][];
  closed: boolean;
  /** Points that are on the disk. */
  kept: number;
}

/** While nothing can be written, so many closed chunks are kept in memory; older ones are lost, and pictures have a gap. */
const most = 240;

/** Gathers points of books into chunks of a minute. Does no I/O. */
export function createSeriesWriter(): SeriesWriter {
  const open = new Map<string, Chunk>();
  let closed: Chunk[] = [];
  let given: { chunk: Chunk; points: number }[] = [];

  function close(chunk: Chunk): void {
    chunk.closed = true;
    closed.push(chunk);
    closed = closed.slice(-most);
    open.delete(chunk.book);
  }

  function openFor(book: string, at: number, names: readonly string[]): Chunk {
    const before = open.get(book);
    const [length] = chunkMs;
    if (before) {
      const sameMinute = Math.floor((before.at[0] ?? 0) / length) === Math.floor(at / length);
      if (sameMinute && names.every((name) => before.columns.includes(name))) return before;
      close(before);
      // What comes and goes from tick to tick has its column for the rest of the minute.
      if (sameMinute) names = [...new Set([...before.columns, ...names])];
    }
    const chunk: Chunk = { book, columns: [...names], at: [], values: names.map(() => []), closed: false, kept: 0 };
    open.set(book, chunk);
    return chunk;
  }

  return {
    add(book, at, point) {
      const last = open.get(book)?.at.at(-1) ?? Number.NEGATIVE_INFINITY;
      if (at <= last) return;
      const chunk = openFor(book, at, [...point.keys()]);
      chunk.at.push(at);
      for (const [c, name] of chunk.columns.entries()) chunk.values[c]?.push(point.get(name) ?? Number.NaN);
    },
    due(all = false) {
      if (all) for (const chunk of [...open.values()]) close(chunk);
      const chunks = [...closed, ...[...open.values()].filter((one) => one.at.length > one.kept)];
      given = chunks.map((chunk) => ({ chunk, points: chunk.at.length }));
      return chunks.map((chunk) => tickChunk(chunk.book, chunk, chunk.closed));
    },
    written() {
      for (const { chunk, points } of given) chunk.kept = points;
      closed = closed.filter((one) => !given.some(({ chunk, points }) => chunk === one && points === one.at.length));
      given = [];
    },
  };
}
