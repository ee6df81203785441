import type { HeldContest, Limit, Line, Unit } from './contest.js';
import { isPresent, type Measured } from './measure.js';

/** A contest with what came of it. */
export interface Outcome {
  contest: HeldContest;
  measured: readonly Measured[];
  lines: readonly Line[];
}

const nanoseconds: Record<Unit, number> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };
const head = ['', 'median', 'lowest', 'highest', 'of the first'] as const;

/** All contests as one table, each followed by its limits and its other figures. */
export function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(contestRows);
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.flat().map((row) => (typeof row === 'string' ? 0 : (row[column]?.length ?? 0)))),
  );
  const say = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const body = rows.map((part) => part.map((row) => (typeof row === 'string' ? row : say(row))).join('\n'));
  return [say(head), ...body].join('\n\n');
}

/** A row of cells, or a line of words. */
type Row = readonly string[] | string;

function contestRows({ contest, measured, lines }: Outcome): Row[] {
  const { title, unit, of, contestants, limits = [] } = contest;
  const scale = nanoseconds[unit];
  const first = measured[0]?.median ?? Number.NaN;
  const timed = contestants.map((contestant): Row => {
    if (!isPresent(contestant)) return `  ${contestant.name}: ${contestant.why}`;
    const times = measured.find(({ name }) => name === contestant.name);
    if (times === undefined) return `  ${contestant.name}: was not measured`;
    const { median, lowest, highest } = times;
    const cells = [median, lowest, highest].map((time) => figure(time / scale));
    return [`  ${contestant.name}`, ...cells, `${figure(median / first)}x`];
  });
  const heading = contestants.length === 0 ? title : `${title}, ${unit}${of === undefined ? '' : ` per ${of}`}`;
  return [
    heading,
    ...timed,
    ...limits.map((limit) => `  ${judged(limit, measured, unit)}`),
    ...lines.map(({ say, met }) => `  ${met === undefined ? '' : `${verdict(met)}  `}${say}`),
  ];
}

function judged({ of, against, atMost, atLeast }: Limit, measured: readonly Measured[], unit: Unit): string {
  const median = (wanted: string) => measured.find(({ name }) => name === wanted)?.median;
  const time = median(of);
  const base = against === undefined ? nanoseconds[unit] : median(against);
  const bounds = [
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
  ].join(' and ');
  const what = against === undefined ? `${of}: ${bounds} ${unit}` : `${of}: ${bounds} times ${against}`;
  if (time === undefined || base === undefined) return `not judged  ${what}`;
  const value = time / base;
  const met = value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? 0);
  return `${verdict(met)}  ${what}; it is ${figure(value)}`;
}

const verdict = (met: boolean): string => (met ? 'met' : 'NOT met');

function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 1e-3))));
  return value.toFixed(decimals);
}
