/** USD where there is little room: `-12.3k`, `1.2M`, `450`, `-0.8`. */
export function shortUsd(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (Number.isNaN(value)) return '?';
  for (const [unit, letter] of units) {
    // What rounds up to the next unit is told in it: 999 960 is 1.0M.
    if (size >= unit * 0.9995) return `${sign}${scaled(size / unit)}${letter}`;
  }
  return size < 0.05 ? '0' : `${sign}${scaled(size)}`;
}

const units = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

const scaled = (value: number): string => value.toFixed(value >= 99.95 ? 0 : 1).replace(/\.0$/, '');
