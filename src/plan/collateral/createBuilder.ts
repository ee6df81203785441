import type { LinearModel } from './linear.js';

/** Rows of a column that is switched on and off, and the bounds that the switch puts on it. */
export interface Switched {
  most: number;
  fewest: number | null;
  upper: number;
  least: number;
}

/** Rows first, then columns one after the other with their entries, then what switches them. */
export function createBuilder() {
  const rowLower: number[] = [];
  const rowUpper: number[] = [];
  const uppers: number[] = [];
  const starts: number[] = [0];
  const rows: number[] = [];
  const values: number[] = [];
  const whole: number[] = [];
  const row = (lower: number, upper: number): number => rowLower.push(lower) && rowUpper.push(upper) - 1;
  const entry = (at: number, value: number): void => {
    if (value === 0) return;
    rows.push(at);
    values.push(value);
    starts[uppers.length] = rows.length;
  };
  const column = (upper: number, switched: Switched | null): number => {
    uppers.push(upper);
    starts.push(rows.length);
    if (switched !== null) {
      entry(switched.most, 1);
      if (switched.fewest !== null) entry(switched.fewest, 1);
    }
    return uppers.length - 1;
  };
  return {
    row,
    column,
    /** Of the column that was begun last. */
    entry,
    /** How many columns there are. */
    width: () => uppers.length,
    /** What it turns on may be up to `upper`, and is `least` at least. */
    switch: (upper: number, least: number): Switched => ({
      most: row(Number.NEGATIVE_INFINITY, 0),
      fewest: least > 0 ? row(0, Number.POSITIVE_INFINITY) : null,
      upper,
      least,
    }),
    /** The column that is 1 where it is on. */
    on({ most, fewest, upper, least }: Switched): number {
      const at = column(1, null);
      entry(most, -upper);
      if (fewest !== null) entry(fewest, -least);
      whole[at] = 1;
      return at;
    },
    done(isWhole: boolean): LinearModel {
      return {
        costs: new Float64Array(uppers.length),
        lower: new Float64Array(uppers.length),
        upper: Float64Array.from(uppers),
        whole: isWhole ? Uint8Array.from(uppers, (_, i) => whole[i] ?? 0) : null,
        rowLower: Float64Array.from(rowLower),
        rowUpper: Float64Array.from(rowUpper),
        starts: Int32Array.from(starts),
        rows: Int32Array.from(rows),
        values: Float64Array.from(values),
      };
    },
  };
}
