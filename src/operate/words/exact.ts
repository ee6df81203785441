import type { Wad } from '../../model/units.js';

/** A number of base units as a decimal, all of its digits and no more: `2204.18`, `-0.000001`, `12`. */
export function exact(value: bigint, decimals: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

export const exactWad = (value: Wad): string => exact(value, 18);

/** float64 as its shortest decimal; empty where there is no number. */
export const exactNumber = (value: number): string => (Number.isFinite(value) ? decimalOf(value) : '');

/** Without an exponent, which spreadsheets of some countries do not read. */
const decimalOf = (value: number): string => {
  const text = value.toString();
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
};

/** ISO 8601, UTC. */
export const utc = (at: number): string => new Date(at).toISOString();
