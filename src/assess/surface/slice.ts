/** The quotes of one expiry, made ready for calibration; entry `i` of each array is of strike `i`, ascending. */
export interface Slice {
  years: number;
  /** ln(strike / forward). */
  k: readonly number[];
  /** Total variance, vol² × years. */
  w: readonly number[];
  /**
   * What a squared miss of total variance counts: the vega of the strike (as a share of the largest a strike can have, squared), in terms
   * of vol, so that sums are squares of vol. Strikes without vega count a little all the same: somebody may hold one.
   */
  weight: readonly number[];
}

const leastVega = 0.05;

/** @param quotes ascending in k, vols above 0 */
export function sliceOf(years: number, quotes: readonly { k: number; vol: number }[]): Slice {
  return {
    years,
    k: quotes.map(({ k }) => k),
    w: quotes.map(({ vol }) => vol * vol * years),
    weight: quotes.map(({ k, vol }) => {
      const deviation = vol * Math.sqrt(years);
      const d1 = -k / deviation + deviation / 2;
      const vega = Math.max(Math.exp(-0.5 * d1 * d1), leastVega);
      return (vega / (2 * vol * years)) ** 2;
    }),
  };
}

/** Sum of the weighted squares by which a smile misses the quotes. */
export function missOf({ k, w, weight }: Slice, variance: (k: number) => number): number {
  let sum = 0;
  for (let i = 0; i < k.length; i++) {
    const miss = variance(k[i] ?? 0) - (w[i] ?? 0);
    sum += (weight[i] ?? 0) * miss * miss;
  }
  return sum;
}

/** Total variance at the forward, between the neighbouring quotes along a straight line; at the ends, the last quote's. */
export function varianceAtForward({ k, w }: Slice): number {
  const after = k.findIndex((x) => x >= 0);
  if (after === -1) return w.at(-1) ?? Number.NaN;
  if (after === 0) return w[0] ?? Number.NaN;
  const [k0, k1, w0, w1] = [k[after - 1] ?? 0, k[after] ?? 0, w[after - 1] ?? 0, w[after] ?? 0];
  return w0 + ((w1 - w0) * -k0) / (k1 - k0);
}
