import type { OptionColumns, ScenarioColumns } from './kernel.js';

/** In the order in which `assembly/pricing.ts` has them: inputs, then outputs. */
export const optionColumns = (column: () => Float64Array): OptionColumns => ({
  spot: column(),
  strike: column(),
  years: column(),
  vol: column(),
  rate: column(),
  carry: column(),
  right: column(),
  price: column(),
  delta: column(),
  gamma: column(),
  vega: column(),
  theta: column(),
  rho: column(),
  vanna: column(),
  volga: column(),
  charm: column(),
});

export const outputNames = [
  'price',
  'delta',
  'gamma',
  'vega',
  'theta',
  'rho',
  'vanna',
  'volga',
  'charm',
] as const satisfies readonly (keyof OptionColumns)[];

/** How many columns of options there are. */
export const optionColumnCount = 16;

export const scenarioColumns = (
  option: () => Float64Array,
  scenario: (name: 'move' | 'volFactor' | 'value') => Float64Array,
): ScenarioColumns => ({
  strike: option(),
  logSpot: option(),
  years: option(),
  vol: option(),
  volPerLogSpot: option(),
  rate: option(),
  carry: option(),
  right: option(),
  quantity: option(),
  move: scenario('move'),
  volFactor: scenario('volFactor'),
  value: scenario('value'),
});

/** Bytes from one column to the next: whole pairs, and not whole pages, where columns would contend for the same lines of the cache. */
export const strideOf = (size: number): number => Math.ceil((8 * size) / 4096) * 4096 + 16 * 17;
