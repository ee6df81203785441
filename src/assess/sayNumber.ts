/** A number as people read it in a sentence: six significant digits at most, no exponent below 10^21, no locale. */
export function sayNumber(value: number): string {
  if (Number.isNaN(value)) return 'unknown';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite';
  const short = Number(value.toPrecision(6));
  if (Object.is(short, -0)) return '0';
  return Math.abs(short) >= 1e-6 || short === 0 ? String(short) : short.toExponential();
}
