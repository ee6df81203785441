/** Where the market was, USD per unit. */
export interface Sampled {
  at: number;
  mark: number;
  /** USD that the market has traded since the first sample; absent or null where nobody tells. */
  volume?: number | null;
}

/**
 * The time-weighted average of a price between two moments, each sample standing until the next; NaN where nothing was sampled by the
 * end. What was before the first sample is taken to have been there already. USD per unit; Unix milliseconds.
 * @param samples - Oldest first.
 */
export function intervalAverage(samples: readonly Sampled[], from: number, to: number): number {
  let [held] = samples;
  if (!held || held.at > to) return Number.NaN;
  let since = from;
  let weighed = 0;
  for (const sample of samples) {
    if (sample.at > to) break;
    if (sample.at > since) {
      weighed += held.mark * (sample.at - since);
      since = sample.at;
    }
    held = sample;
  }
  weighed += held.mark * (to - since);
  return to > from ? weighed / (to - from) : held.mark;
}
