import { relative } from 'node:path';

/** `0.4 s`, `12 s`, `3 min`, `5 h`, `9 d`, of milliseconds; what another clock puts ahead of ours is 0. */
export function sayAge(ms: number): string {
  const least = Math.max(0, ms);
  if (least < 10_000) return `${(least / 1000).toFixed(1)} s`;
  if (least < 120_000) return `${Math.round(least / 1000)} s`;
  if (least < 7_200_000) return `${Math.round(least / 60_000)} min`;
  if (least < 172_800_000) return `${Math.round(least / 3_600_000)} h`;
  return `${Math.round(least / 86_400_000)} d`;
}

/** `1 provider`, `2 providers`. */
export const sayCount = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** `12.3 GB`, `480 MB`, of bytes. */
export function sayBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${Math.round(bytes / 1e6)} MB`;
  return `${Math.round(bytes / 1e3)} kB`;
}

/** From the folder that the verb was typed in; whole where it is not below that. */
export function sayPath(path: string): string {
  const from = relative(process.cwd(), path);
  return from.startsWith('..') ? path : from || '.';
}
