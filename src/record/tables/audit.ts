import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { integer, millis, primaryKey, table, text } from '../columns.js';

/** One row a unit of work that wrote something that matters: a chain of hashes. Never changed, never dropped. */
export const audit = table('audit', {
  /** 1 for the first. */
  number: integer().primaryKey(),
  holder: text<Id>().notNull(),
  /** What was written: a JSON list of [table, key, what was done, hash of the row afterwards]. */
  rows: text().notNull(),
  /** Of the entry before and of this one. */
  hash: text().notNull(),
  /** Of the hash, by the key that its holder has declared; null where it could use none. */
  signature: text(),
  at: millis<UnixMillis>().notNull(),
});

/** A checksum of each row that is dropped sooner or later, and is in no chain therefore. */
export const seals = table(
  'seals',
  {
    /** Which table. */
    of: text().notNull(),
    /** Its primary key, a JSON list. */
    key: text().notNull(),
    hash: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.of, t.key] })],
);

/** Every ballast.yaml that a run has started with, by its hash; secrets are left out. */
export const configurations = table('configurations', {
  hash: text().primaryKey(),
  holder: text<Id>().notNull(),
  file: text().notNull(),
  source: text().notNull(),
  at: millis<UnixMillis>().notNull(),
});
