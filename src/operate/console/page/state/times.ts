import { unknown } from './numbers.js';

const steps: readonly [string, number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** A length of time in one or two units: `14 s`, `3 min`, `2 h 10 min`, `4 d 3 h`. */
export function lasting(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return unknown;
  const whole = Math.max(0, ms);
  if (whole < 1_000) return whole === 0 ? '0 s' : '< 1 s';
  for (const [index, [unit, size]] of steps.entries()) {
    if (whole < size) continue;
    const next = steps[index + 1];
    const count = Math.floor(whole / size);
    const rest = next && count < 10 && unit !== 'min' ? Math.floor((whole % size) / next[1]) : 0;
    return rest > 0 && next ? `${count} ${unit} ${rest} ${next[0]}` : `${count} ${unit}`;
  }
  return unknown;
}

/** A time of today as 12:04:31; of another day with its date. In the zone of this device. */
export function clockTime(at: number | null | undefined, now: number): string {
  if (at === null || at === undefined) return unknown;
  const then = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(then.getHours())}:${two(then.getMinutes())}:${two(then.getSeconds())}`;
  const today = new Date(now);
  if (then.toDateString() === today.toDateString()) return time;
  const day = `${then.getFullYear() === today.getFullYear() ? '' : `${then.getFullYear()}-`}${two(then.getMonth() + 1)}-${two(then.getDate())}`;
  return `${day} ${time.slice(0, 5)}`;
}
