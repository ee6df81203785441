import { readFileSync } from 'node:fs';

/** What a process holds of the machine's memory, bytes. `private` is what goes back when it ends. */
export interface Held {
  rss: number;
  private: number;
}

/** As the kernel counts it: Linux alone tells it of other processes. @throws where the process is gone */
export function heldBy(pid: number): Held {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return { rss: of('Rss'), private: of('Private_Clean') + of('Private_Dirty') };
}

export const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
