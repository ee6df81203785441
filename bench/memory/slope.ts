/** What was in use after a full collection, bytes. */
export interface Reading {
  tick: number;
  heap: number;
  buffers: number;
  rss: number;
}

/** Bytes a tick: the slope of the straight line of least squares. */
export function slopeOf(readings: readonly Reading[], of: 'heap' | 'buffers' | 'rss'): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const ticks = mean(readings.map(({ tick }) => tick));
  const bytes = mean(readings.map((reading) => reading[of]));
  const across = readings.reduce((sum, reading) => sum + (reading.tick - ticks) * (reading[of] - bytes), 0);
  const along = readings.reduce((sum, reading) => sum + (reading.tick - ticks) ** 2, 0);
  return across / along;
}
