/**
 * The least value that at least `share` of all are no greater than, between neighbours in proportion (Hyndman and Fan 1996, type 7).
 * NaN of none; what is not a number is left out.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below];
  const high = sorted[Math.ceil(place)];
  if (low === undefined || high === undefined) return Number.NaN;
  return low === high ? low : low + (high - low) * (place - below);
}
