/** One line of a chart. */
export interface Line {
  name: string;
  values: readonly (number | null)[];
  /** The least and the most within each step: drawn as a pale reach around the line. */
  low?: readonly (number | null)[] | null;
  high?: readonly (number | null)[] | null;
  dashed?: boolean;
}

/** What a chart draws. */
export interface ChartProps {
  title: string;
  unit: string;
  decimals: number;
  /** Across: unix ms, or with `across` another figure. */
  at: readonly number[];
  across?: { name: string; unit: string; decimals: number };
  lines: readonly Line[];
  /** A level worth a line of its own. */
  floor?: { at: number; name: string };
  /** Places across worth a line: walls, the price of now. */
  marks?: readonly { at: number; name: string }[];
  height?: number;
  /** As long as it stays the same, a zoom is kept while new points come. */
  follow?: string;
}
