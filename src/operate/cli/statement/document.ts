/** A paper that can be shown as text, HTML and CSV: cells are finished, and every way of showing them escapes them. */
export interface Document {
  title: string;
  facts: readonly (readonly [label: string, value: string])[];
  tables: readonly DocumentTable[];
  /** What cannot be told, in sentences. */
  notes: readonly string[];
}

export interface DocumentTable {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  /** What is said where there are no rows. */
  none: string;
}
