/** What was measured, each time it was, ms; and what 95 of 100 must keep. */
export interface Measured {
  what: string;
  times: readonly number[];
  limitMs: number;
}

/** Prints a line each. @returns the exit code: 1 where a limit is broken */
export function tell(rows: readonly Measured[]): number {
  process.stdout.write(`${''.padEnd(44)}${'p50'.padStart(9)}${'p95'.padStart(9)}${'most'.padStart(9)}\n`);
  let code = 0;
  for (const { what, times, limitMs } of rows) {
    const figures = [0.5, 0.95, 1].map((share) => `${quantile(times, share).toFixed(1)} ms`.padStart(9));
    const isMet = quantile(times, 0.95) <= limitMs;
    if (!isMet) code = 1;
    process.stdout.write(
      `${what.padEnd(44)}${figures.join('')}  p95 at most ${limitMs} ms: ${isMet ? 'met' : 'BROKEN'}\n`,
    );
  }
  return code;
}

function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
