/** Options of one underlying, one entry an option. */
export interface OptionTable {
  count: number;
  strike: Float64Array;
  logSpot: Float64Array;
  /** Left now; 0 or less is expired. */
  years: Float64Array;
  vol: Float64Array;
  volPerLogSpot: Float64Array;
  rate: Float64Array;
  /** +1 call, -1 put. */
  right: Float64Array;
  quantity: Float64Array;
}
