/**
 * How each table of the ledger is covered. A table that is named nowhere here is chained: a new one cannot slip through.
 * To move a table from one list to another, bring the ledger's schema up to date with it: its rows are then taken in anew.
 */

/** Under a checksum that comes and goes with the row, and why no chain holds them. */
export const sealed: Readonly<Record<string, string>> = {
  __drizzle_migrations: 'written by the tool that migrates, before anything is watched',
  positions: 'samples; dropped with their tick',
  margin_accounts: 'samples; dropped with their tick',
  risk: 'a sample, completed later; dropped with its tick',
  holdings: 'one row a book, written over with each sample',
  forecasts: 'their date is written over with each use; dropped with what stood on them',
  parts: 'their date is written over with each use; dropped with what stood on them',
  prices: 'the hour that goes on is written over with each tick',
  pnl: 'a day is written over when it is better known',
  working_marks: 'samples of the market',
  venue_scans: 'how far events were read, written over with each block',
  pulses: 'one row a chain, written over every second',
  series: 'samples; packed, thinned and dropped with age',
  deliveries: 'how the sending of alerts goes, written over with each try',
  alert_sinks: 'how the receivers of alerts do, written over with each try',
  telegram_reads: 'how far messages were read, written over with each',
  telegram_strangers: 'counted on with each message; a few are kept',
  telegram_questions: 'how the asking goes, written over with each message',
};

/** In the chain where they were written together with what is chained, as what a decision stood on; under a checksum else. */
export const evidence: Readonly<Record<string, string>> = {
  ticks: 'one that decided nothing is dropped after a while',
  snapshots: 'dropped after a while, and the chain then says so',
};

/** Columns that say how things go and not what was done: no entry for them, but a checksum of the whole row. */
export const loose: Readonly<Record<string, readonly string[]>> = {
  runs: ['seen_at'],
  alerts: ['times', 'seen_at'],
  venue_orders: ['seen_to', 'looks', 'holder', 'updated_at'],
};

/** What is the chain itself, or is covered by it in another way. */
export const ofTheChain: readonly string[] = ['audit', 'seals'];

/** What tells a row of a table whose primary key does not. */
export const keysElsewhere: Readonly<Record<string, readonly string[]>> = {
  // Its `id` is left null by the tool that writes it.
  __drizzle_migrations: ['created_at'],
};
