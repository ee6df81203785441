import type { FaultKind } from './faults.js';
import type { Run } from './runSeed.js';
import type { Outcome } from './session.js';

/** What crosses from a worker to whoever started it: plain data. */
export interface Result {
  seed: number;
  ms: number;
  violations: Outcome['violations'];
  /** The last lines, of a run that broke a law; all of them when asked for. */
  trace: readonly string[];
  met: readonly (readonly [FaultKind, number])[];
  lives: number;
  steps: number;
  transactions: number;
  orders: number;
  survival: Outcome['survival'];
}

const lastLines = 60;

export const resultOf = ({ trace, met, ...rest }: Run, ms: number, whole: boolean): Result => ({
  ...rest,
  ms,
  met: [...met],
  trace: whole ? trace : rest.violations.length > 0 ? trace.slice(-lastLines) : [],
});

export function sayFailure({ seed, violations, trace }: Result, command: string): string {
  const broken = violations.map(({ invariant, text }) => `  ${invariant}: ${text}`);
  return [
    `seed ${seed} breaks`,
    ...broken,
    '  how it ended:',
    ...trace.map((line) => `    ${line}`),
    `  again: ${command}`,
  ].join('\n');
}

export function summary(results: readonly Result[], ms: number): string {
  const sum = (of: (result: Result) => number) => results.reduce((total, result) => total + of(result), 0);
  const met = new Map<string, [times: number, seeds: number]>();
  for (const result of results) {
    for (const [kind, times] of result.met) {
      const [all, seeds] = met.get(kind) ?? [0, 0];
      met.set(kind, [all + times, seeds + 1]);
    }
  }
  const failed = results.filter(({ violations }) => violations.length > 0);
  const seconds = (ms / 1000).toFixed(0);
  const each = (sum((result) => result.ms) / Math.max(results.length, 1) / 1000).toFixed(2);
  return [
    `${results.length} seeds in ${seconds} s (${each} s each): ${sum(({ steps }) => steps)} steps, ${sum(({ lives }) => lives)} starts, ` +
      `${sum(({ orders }) => orders)} orders (${sum(({ survival }) => survival.orders)} to survive, ${sum(({ survival }) => survival.filled)} of them filled), ${sum(({ transactions }) => transactions)} transactions mined`,
    'met, times (in seeds):',
    ...[...met]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([kind, [times, seeds]]) => `  ${kind.padEnd(28)} ${times} (${seeds})`),
    failed.length === 0
      ? 'no law was broken'
      : `broken by ${failed.length} seeds: ${failed.map(({ seed }) => seed).join(', ')}`,
  ].join('\n');
}
