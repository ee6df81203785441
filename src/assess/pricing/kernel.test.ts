import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createJavascriptKernel } from './javascriptKernel.js';
import type { OptionColumns, PricingKernel } from './kernel.js';
import { createWasmKernel } from './wasmKernel.js';

interface Golden {
  columns: string[];
  rows: number[][];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/black-scholes.json', import.meta.url), 'utf8'),
);
const mains = ['price', 'delta', 'gamma', 'vega', 'theta'] as const;

const kernels: readonly PricingKernel[] = [createJavascriptKernel(), createWasmKernel()];

describe.each(kernels.map((kernel) => [kernel.name, kernel] as const))('%s', (_, kernel) => {
  test('default', () => {
    const { columns, count } = goldenColumns(kernel);
    kernel.greeks(columns, count);
    const worst: Record<string, number> = {};
    let compared = 0;
    golden.rows.forEach((row, i) => {
      const at = (name: string) => row[golden.columns.indexOf(name)] ?? Number.NaN;
      const spot = at('spot');
      const price = columns.price[i] as number;
      const error = Math.abs(price - at('price')) / Math.max(spot, at('strike'));
      worst['priceAbsolute'] = Math.max(worst['priceAbsolute'] ?? 0, error);
      if (at('price') <= 1e-6 * spot) return;
      compared++;
      for (const name of mains)
        worst[name] = Math.max(worst[name] ?? 0, Math.abs((columns[name][i] as number) / at(name) - 1));
    });
    expect(compared).toBeGreaterThan(1_500);
    expect(worst['priceAbsolute']).toBeLessThanOrEqual(1e-15);
    expect(worst['price']).toBeLessThanOrEqual(1e-12);
    for (const name of mains) expect(worst[name], name).toBeLessThanOrEqual(1e-11);
  });
});

function goldenColumns(kernel: PricingKernel): { columns: OptionColumns; count: number } {
  const count = golden.rows.length;
  const columns = kernel.optionColumns(count);
  const inputs = {
    spot: 'spot',
    strike: 'strike',
    years: 'years',
    vol: 'vol',
    rate: 'rate',
    carry: 'rate',
    right: 'type',
  } as const;
  for (const [name, from] of Object.entries(inputs) as [keyof typeof inputs, string][]) {
    const at = golden.columns.indexOf(from);
    golden.rows.forEach((row, i) => {
      columns[name][i] = row[at] ?? Number.NaN;
    });
  }
  return { columns, count };
}
