/**
 * The kernels' loops are for options as they are met: within these bounds no step overflows or divides by 0, and no branch is needed.
 * What lies outside (expired, without vol, worth nothing) is priced by `optionGreeks`, one at a time.
 */
export const bounds = {
  /** USD, of spot and strike. */
  least: 1e-60,
  most: 1e60,
  /** vol × √years. */
  leastDeviation: 1e-7,
  mostDeviation: 40,
  /** Of rate × years and carry × years. */
  mostGrowth: 200,
} as const;

export function isOrdinary(spot: number, strike: number, deviation: number, discount: number, growth: number): boolean {
  return (
    Math.min(spot, strike) >= bounds.least &&
    Math.max(spot, strike) <= bounds.most &&
    deviation >= bounds.leastDeviation &&
    deviation <= bounds.mostDeviation &&
    Math.max(Math.abs(discount), Math.abs(growth)) <= bounds.mostGrowth
  );
}
