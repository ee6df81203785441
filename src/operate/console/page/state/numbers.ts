import { grouped } from '../../../words/numbers.js';

const thin = '\u202f';
const minus = '\u2212';

/** What is written where something is not known. */
export const unknown = '–';

/** Groups by thin spaces, a true minus, and always so many decimals: figures of a column stand under each other. */
export function figure(value: number | null | undefined, decimals: number, signed = false): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  const text = Math.abs(value).toFixed(decimals);
  const [whole = '0', rest] = text.split('.');
  const isZero = Number(text) === 0;
  const sign = value < 0 && !isZero ? minus : signed && !isZero ? '+' : '';
  return sign + grouped(whole, thin) + (rest === undefined ? '' : `.${rest}`);
}

/** US dollars: cents below a thousand, none above. */
export const usd = (value: number | null | undefined, signed = false): string =>
  figure(value, value !== null && value !== undefined && Math.abs(value) >= 1_000 ? 0 : 2, signed);

/** A price, with as many decimals as its size wants. */
export function price(value: number | null | undefined): string {
  const size = Math.abs(value ?? 0);
  return figure(value, size >= 100 ? 2 : size >= 1 ? 3 : 6);
}

/** A share of 1, as percent. */
export const percent = (share: number | null | undefined, decimals = 1, signed = false): string =>
  figure(share === null || share === undefined ? null : share * 100, decimals, signed);

/** A large number in few signs: 12.3k, 4.56M. */
export function short(value: number | null | undefined, signed = false): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown;
  const size = Math.abs(value);
  if (size >= 999_500) return `${figure(value / 1e6, 2, signed)}M`;
  if (size >= 9_995) return `${figure(value / 1e3, size >= 99_950 ? 0 : 1, signed)}k`;
  return figure(value, size >= 100 ? 0 : 2, signed);
}

/** A decimal text as it came, with its digits grouped: never through a float. */
export function exact(text: string | null | undefined): string {
  if (text === null || text === undefined || text === '') return unknown;
  const parts = /^([-+]?)(\d+)(\.\d+)?$/.exec(text);
  if (!parts) return text;
  const [, sign = '', whole = '', rest = ''] = parts;
  return (sign === '-' ? minus : sign) + grouped(whole, thin) + rest;
}

/** Bytes in the unit that fits. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${figure(size, unit === 0 || size >= 100 ? 0 : 1)}${thin}${units[unit]}`;
}

/** The first signs of an id or a hash: enough to know it again. */
export const brief = (id: string, most = 13): string => (id.length <= most + 1 ? id : `${id.slice(0, most)}…`);
