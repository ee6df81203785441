import { HOUR } from '../../../model/time.js';
import { fromFloat, type UnixMillis, unixMillis, type Wad } from '../../../model/units.js';

/** Prices of hours, in the order of time, and everything that is wrong with the text they were read from. */
export interface PriceFile {
  rows: readonly { hour: UnixMillis; price: Wad }[];
  /** With the line; empty where all is well. */
  problems: readonly string[];
}

/** Of 1970 in milliseconds and of 2286 in seconds: what is below it is seconds. */
const mostSeconds = 1e10;

const timeTitles = ['time', 'timestamp', 'date', 'datetime', 'open_time'];
const priceTitles = ['close', 'price', 'last'];

/**
 * Reads comma-separated candles: a column of times (starts of the candles: ISO, UTC where no zone is stated; or Unix seconds or
 * milliseconds) and one of closing prices, found by their titles in the first line. Of candles shorter than an hour the last of each
 * hour counts; candles longer than an hour leave gaps.
 */
export function readPriceFile(text: string): PriceFile {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const titles = cellsOf(lines[0] ?? '').map((title) => title.toLowerCase());
  const timeAt = titles.findIndex((title) => timeTitles.includes(title));
  const priceAt = titles.findIndex((title) => priceTitles.includes(title));
  const problems: string[] = [];
  if (timeAt < 0) problems.push(`line 1: no column is called ${timeTitles.join(', ')}`);
  if (priceAt < 0) problems.push(`line 1: no column is called ${priceTitles.join(', ')}`);
  if (problems.length > 0) return { rows: [], problems };

  const seen = new Map<number, number>();
  const hours = new Map<number, { time: number; price: Wad }>();
  for (const [i, line] of lines.entries()) {
    if (i === 0 || line.trim() === '') continue;
    const cells = cellsOf(line);
    const where = `line ${i + 1}`;
    const time = timeOf(cells[timeAt] ?? '');
    const price = priceOf(cells[priceAt] ?? '');
    if (time === null) problems.push(`${where}: \`${cells[timeAt] ?? ''}\` is not a time`);
    if (price === null) problems.push(`${where}: \`${cells[priceAt] ?? ''}\` is not a price above 0`);
    if (time === null || price === null) continue;
    const before = seen.get(time);
    if (before !== undefined) {
      problems.push(`${where}: the time of line ${before} again`);
      continue;
    }
    seen.set(time, i + 1);
    const start = Math.floor(time / HOUR) * HOUR;
    const kept = hours.get(start);
    if (!kept || kept.time < time) hours.set(start, { time, price });
  }
  if (seen.size === 0 && problems.length === 0) problems.push('there is no line of prices');
  const rows = [...hours].sort(([a], [b]) => a - b).map(([start, { price }]) => ({ hour: unixMillis(start), price }));
  return { rows, problems };
}

/** Candles have no commas in their values; quotes around them are dropped. */
const cellsOf = (line: string): string[] => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

function timeOf(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    const time = number < mostSeconds ? number * 1000 : number;
    return time < 8.64e15 ? time : null;
  }
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?: ?(Z|UTC|[+-]\d{2}:?\d{2}))?)?$/i.exec(
    text,
  );
  if (!parts) return null;
  const [, day = '', clock = '00:00', zone = 'Z'] = parts;
  const colon = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const time = Date.parse(`${day}T${clock.replace(/(\.\d{3})\d+$/, '$1')}${/^[zu]/i.test(zone) ? 'Z' : colon}`);
  // A 31st of February reads as the 3rd of March.
  const isDay =
    new Date(`${day}T00:00Z`).toString() !== 'Invalid Date' && new Date(`${day}T00:00Z`).toISOString().startsWith(day);
  return Number.isNaN(time) || !isDay ? null : time;
}

function priceOf(text: string): Wad | null {
  if (!/^\d*\.?\d+(e[+-]?\d+)?$/i.test(text)) return null;
  const price = Number(text);
  if (!Number.isFinite(price)) return null;
  const exact = fromFloat(price, 'down');
  return exact > 0n ? exact : null;
}
