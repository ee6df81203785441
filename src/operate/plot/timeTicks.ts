import { DAY } from '../../model/time.js';

/** How times of an axis are written, UTC, 24 hours, as everywhere else: as much of them as its span needs. */
export function timeTicks(points: readonly { at: number }[]): (tick: Date) => string {
  const times = points.map(({ at }) => at);
  const span = times.length === 0 ? 0 : times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b));
  return (tick) => {
    const iso = tick.toISOString();
    if (span > 3 * DAY) return iso.slice(5, 10);
    if (span > DAY) return iso.slice(5, 16).replace('T', ' ');
    return span < 600_000 ? iso.slice(11, 19) : iso.slice(11, 16);
  };
}
