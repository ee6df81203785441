import { decodeJson, encodeJson } from './json.js';
import * as dialect from './sqlite.js';

/**
 * The column kit: what tables are described with, once, for whatever database. Only the import above names one.
 */
export const table = dialect.table;
export const index = dialect.index;
export const uniqueIndex = dialect.uniqueIndex;
export const primaryKey = dialect.primaryKey;

export const text = <Value extends string = string>() => dialect.text().$type<Value>();
/** A safe integer. */
export const integer = <Value extends number = number>() => dialect.integer().$type<Value>();
/** float64; Infinity is kept, NaN is not. */
export const real = () => dialect.real();
/** Unix milliseconds, or a span of them. */
export const millis = <Value extends number = number>() => dialect.integer().$type<Value>();

export const blob = dialect.custom<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'blob' });

export const flag = dialect.custom<{ data: boolean; driverData: number }>({
  dataType: () => dialect.stored.flag,
  toDriver: Number,
  fromDriver: Boolean,
});

/** A bigint of up to 256 bits as decimal text. Never compared or summed by the database. */
export const big = <Value extends bigint>() =>
  dialect.custom<{ data: Value; driverData: string }>({
    dataType: () => dialect.stored.big,
    toDriver: String,
    fromDriver: (value) => BigInt(value) as Value,
  })();

/** A block number: a bigint for us, a comparable integer for the database. */
export const height = dialect.custom<{ data: bigint; driverData: number }>({
  dataType: () => dialect.stored.height,
  toDriver: Number,
  fromDriver: BigInt,
});

/** Any plain value, bigint and Infinity included, as readable text. */
export const json = <Value>() =>
  dialect.custom<{ data: Value; driverData: string }>({
    dataType: () => dialect.stored.json,
    toDriver: encodeJson,
    fromDriver: (value) => decodeJson(value) as Value,
  })();
