import { hash } from 'node:crypto';

/** A value as SQLite keeps it: an integer is a bigint, a number is a real. */
export type StoredValue = bigint | number | string | Uint8Array | null;

/**
 * What is hashed of a row: the table's name, then for each column that is not null, by name, a line of name, kind, length in bytes
 * and content. Nothing in it depends on a language: integers are decimal, reals the 16 hex digits of their IEEE 754 bits, text is
 * UTF-8, a blob is the sha256 of its bytes. A null is left out, so that a column added later changes no hash.
 * @param columns in the order of their names, as `values` is
 */
export function rowText(table: string, columns: readonly string[], values: readonly StoredValue[]): string {
  let text = `${table}\n`;
  for (let i = 0; i < columns.length; i++) {
    const value = values[i] ?? null;
    if (value === null) continue;
    text += `${columns[i]} ${valueText(value)}\n`;
  }
  return text;
}

/** sha256 of `rowText`, as hex. */
export const rowHash = (table: string, columns: readonly string[], values: readonly StoredValue[]): string =>
  sha256(rowText(table, columns, values));

export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

function valueText(value: Exclude<StoredValue, null>): string {
  switch (typeof value) {
    case 'string':
      return `t${Buffer.byteLength(value)}:${value}`;
    case 'bigint': {
      const digits = value.toString();
      return `i${digits.length}:${digits}`;
    }
    case 'number':
      return `r16:${realBits(value)}`;
    default:
      return `b64:${sha256(value)}`;
  }
}

const bits = Buffer.alloc(8);

export function realBits(value: number): string {
  bits.writeDoubleBE(value);
  return bits.toString('hex');
}

/** A row's primary key as a JSON list. */
export const keyText = (values: readonly StoredValue[]): string => `[${values.map(keyPart).join(',')}]`;

function keyPart(value: StoredValue): string {
  if (typeof value === 'bigint') return value.toString();
  // No key of ours is a blob; of one that was spoiled into one, the bytes are told.
  return JSON.stringify(value instanceof Uint8Array ? `x'${Buffer.from(value).toString('hex')}'` : value);
}
