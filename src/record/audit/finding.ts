/** Something in a ledger that is not as it was written. */
export interface Finding {
  table: string;
  /** Its primary key, a JSON list; for an entry of the chain, its number in one. null: of the table, or the file, as a whole. */
  key: string | null;
  /** A sentence's end: "row 7 of orders …". */
  problem: string;
}

export interface Verification {
  /** Empty: everything is as it was written. */
  findings: readonly Finding[];
  /** Of the chain. */
  entries: number;
  /** Rows that are held to an entry or to a checksum. */
  rows: number;
  /** The newest entry: what to keep elsewhere. null where there is none. */
  newest: { number: number; hash: string; at: number } | null;
  /** The newest entry that is signed; 0 for none. */
  signedTo: number;
  /** Entries that nobody has signed or vouched for since. */
  unsigned: number;
  /** All that have signed, oldest first. */
  keys: readonly string[];
}
