import { figure } from './numbers.js';

const units: readonly [size: number, sign: string][] = [
  [1e6, 'M'],
  [1e3, 'k'],
];

/** What stands beside the lines of an axis: in one unit, with as many decimals as tell each from the next. `step`: between two. */
export function axisTexts(lines: readonly number[], step: number): string[] {
  const most = Math.max(0, ...lines.map(Math.abs));
  const [size, sign] = units.find(([one]) => most >= 10 * one) ?? [1, ''];
  const decimals = decimalsOf(step / size);
  return lines.map((line) => (line === 0 ? '0' : `${figure(line / size, decimals)}${sign}`));
}

/** As many as a step of an axis has: 0.25 has two. */
function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 8; decimals += 1) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 && Math.round(scaled) > 0) return decimals;
  }
  return 8;
}
