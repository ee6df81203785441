import { and, gte, lt, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/**
 * Ids, or hashes, that begin so: a range that an index serves, unlike a pattern.
 * @param text - Lower case hexadecimal digits and dashes, for a hash after its `0x`.
 */
// 'g' sorts after every character an id has.
export const beginsWith = (column: SQLiteColumn, text: string): SQL | undefined =>
  and(gte(column, text), lt(column, `${text}g`));
