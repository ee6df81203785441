import type { PricingKernel, ScenarioColumns } from '../pricing/kernel.js';
import type { OptionTable } from './optionTable.js';

export interface OptionScenarios {
  kernel: PricingKernel;
  options: OptionTable;
  /** That pass, in all of them. */
  years: number;
  /** Log-change of spot, one entry a scenario. */
  move: Float64Array;
  volFactor: Float64Array;
}

/** Scenarios that the kernel takes at once: their columns then stay in the processor's nearest cache. */
const block = 1024;

/**
 * USD that all the options are worth together in each scenario; expired ones have their intrinsic value. A scenario's sum runs
 * over the options in their order, so its bits do not depend on which other scenarios are asked for; its last bits may where a factor
 * on vol among those is 0 or not known.
 * @param worth - Filled, one entry a scenario.
 */
export function worthOfOptions(
  { kernel, options, years, move, volFactor }: OptionScenarios,
  worth: Float64Array,
): void {
  if (options.count === 0) {
    worth.fill(0, 0, move.length);
    return;
  }
  const columns = columnsFor(kernel, options.count);
  load(columns, options, years);
  for (let start = 0; start < move.length; start += block) {
    const end = Math.min(start + block, move.length);
    columns.move.set(move.subarray(start, end));
    columns.volFactor.set(volFactor.subarray(start, end));
    columns.value.fill(0);
    kernel.revalue(columns, options.count, end - start);
    worth.set(columns.value.subarray(0, end - start), start);
  }
  // A kernel need not keep what is not a number.
  for (let s = 0; s < move.length; s++) if (Number.isNaN(move[s]) || Number.isNaN(volFactor[s])) worth[s] = Number.NaN;
}

function load(columns: ScenarioColumns, options: OptionTable, passed: number): void {
  columns.strike.set(options.strike);
  columns.logSpot.set(options.logSpot);
  columns.vol.set(options.vol);
  columns.volPerLogSpot.set(options.volPerLogSpot);
  columns.rate.set(options.rate);
  // Spot pays no yield of its own, so its forward grows at the rate.
  columns.carry.set(options.rate);
  columns.right.set(options.right);
  columns.quantity.set(options.quantity);
  for (let i = 0; i < options.count; i++) columns.years[i] = (options.years[i] ?? Number.NaN) - passed;
}

/** A kernel's columns live as long as it does, so each kernel gets one set, made larger by doubling. */
const scratch = new WeakMap<PricingKernel, { size: number; columns: ScenarioColumns }>();

function columnsFor(kernel: PricingKernel, options: number): ScenarioColumns {
  const known = scratch.get(kernel);
  if (known && known.size >= options) return known.columns;
  const size = 2 ** Math.ceil(Math.log2(Math.max(options, 256)));
  const columns = kernel.scenarioColumns(size, block);
  scratch.set(kernel, { size, columns });
  return columns;
}
