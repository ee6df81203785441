/** Beyond it what is held changes too much for a forecast from it. */
const longest = 1;
/** Three seconds. */
const shortest = 1e-7;
/** Of the logarithm: a part in a thousand of the time. */
const precision = 1e-3;

/**
 * Years until a probability that grows with time reaches a half, at most `bleeds`. Infinity when it does not within a year and
 * nothing bleeds; NaN when it cannot be told. Halves the logarithm of the time until within a factor, then by regula falsi
 * (Illinois): a dozen questions.
 */
export function asLikelyAsNot(touched: (years: number) => number, bleeds: number): number {
  if (Number.isNaN(bleeds)) return Number.NaN;
  const above = (log: number): number => touched(Math.exp(log)) - 0.5;
  let late = Math.log(Math.min(bleeds, longest));
  let overAtLate = above(late);
  if (Number.isNaN(overAtLate)) return Number.NaN;
  if (overAtLate < 0) return bleeds;
  let early = Math.min(Math.log(shortest), late);
  let overAtEarly = above(early);
  if (overAtEarly >= 0) return Math.exp(early);
  let moved: 'early' | 'late' | null = null;
  for (let asked = 0; asked < 60 && late - early > precision; asked++) {
    const isNear = late - early < 2;
    const share = isNear ? overAtEarly / (overAtEarly - overAtLate) : 0.5;
    // Never nearer to an end than half of what is wanted, so that the other end closes in.
    const at = Math.min(late - precision / 2, Math.max(early + precision / 2, early + share * (late - early)));
    const over = above(at);
    if (over >= 0) {
      [late, overAtLate] = [at, over];
      if (moved === 'late') overAtEarly /= 2;
      moved = 'late';
    } else {
      [early, overAtEarly] = [at, over];
      if (moved === 'early') overAtLate /= 2;
      moved = 'early';
    }
  }
  return Math.exp(late);
}
