import { readFileSync } from 'node:fs';
import type { OptionColumns, PricingKernel } from '../src/assess/pricing/kernel.js';
import type { Line } from './contest.js';

const names = ['delta', 'gamma', 'vega', 'theta'] as const;
const inputs = {
  spot: 'spot',
  strike: 'strike',
  years: 'years',
  vol: 'vol',
  rate: 'rate',
  carry: 'rate',
  right: 'type',
} as const;

/** The kernel's largest errors against values of 50 digits. */
export function goldenAccuracy(kernel: PricingKernel): Line[] {
  const { columns: titles, rows }: { columns: string[]; rows: number[][] } = JSON.parse(
    readFileSync('test/fixtures/black-scholes.json', 'utf8'),
  );
  const at = (row: readonly number[], name: string) => row[titles.indexOf(name)] ?? Number.NaN;
  const columns = kernel.optionColumns(rows.length);
  for (const [name, from] of Object.entries(inputs)) {
    rows.forEach((row, i) => {
      columns[name as keyof typeof inputs][i] = at(row, from);
    });
  }
  kernel.greeks(columns, rows.length);

  const found = (name: keyof OptionColumns, i: number) => columns[name][i] ?? Number.NaN;
  let absolute = 0;
  let relative = 0;
  let greeks = 0;
  rows.forEach((row, i) => {
    const price = at(row, 'price');
    const error = Math.abs(found('price', i) - price);
    absolute = Math.max(absolute, error / Math.max(at(row, 'spot'), at(row, 'strike')));
    if (price <= 1e-6 * at(row, 'spot')) return;
    relative = Math.max(relative, error / price);
    for (const name of names) greeks = Math.max(greeks, Math.abs(found(name, i) / at(row, name) - 1));
  });
  const line = (what: string, error: number, bound: number): Line => ({
    say: `${kernel.name}: ${what} at most ${bound}; it is ${error.toExponential(1)}`,
    met: error <= bound,
  });
  return [
    line('error of a price, over the larger of spot and strike,', absolute, 1e-15),
    line('relative error of a price over 1e-6 of spot', relative, 1e-12),
    line('relative error of its Greeks', greeks, 1e-11),
  ];
}
