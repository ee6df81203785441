/**
 * A number as people read it in a sentence: as many decimals as its size makes worth reading (none from 100 000, two
 * from 100, four from 0.1, and four significant digits below), no trailing zeros, no exponent, no locale.
 */
export function sayNumber(value: number): string {
  if (Number.isNaN(value)) return 'unknown';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite';
  const size = Math.abs(value);
  if (size >= 0.1) return String(Number(value.toFixed(size >= 100_000 ? 0 : size >= 100 ? 2 : 4)));
  if (size < 1e-18) return '0';
  return value.toFixed(3 - Math.floor(Math.log10(size))).replace(/\.?0+$/, '');
}

/** With the sign in front, plus included: `+0.5`, `-3`, `0`. */
export const saySigned = (value: number): string => (value > 0 ? `+${sayNumber(value)}` : sayNumber(value));

/** `12.3 bps`: to a tenth, which is more than any price here is known to. */
export const sayBps = (value: number): string =>
  `${Number.isFinite(value) ? Number(value.toFixed(1)) : sayNumber(value)} bps`;
