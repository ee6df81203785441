import { chooseKernel } from './chooseKernel.js';
import type { OptionColumns, PricingKernel } from './kernel.js';

let shared: PricingKernel | null = null;

/** The one of this process, made when first needed: it compiles what it runs on, and keeps its memory. */
export function sharedKernel(): PricingKernel {
  shared ??= chooseKernel();
  return shared;
}

/** A kernel's columns live as long as it does, so each kernel gets one set, made larger by doubling. */
const scratch = new WeakMap<PricingKernel, { size: number; columns: OptionColumns }>();

/** Columns for at least `options` of them, the same again and again: what is in them lasts until they are next asked for. */
export function scratchColumns(kernel: PricingKernel, options: number): OptionColumns {
  const known = scratch.get(kernel);
  if (known && known.size >= options) return known.columns;
  const size = 2 ** Math.ceil(Math.log2(Math.max(options, 64)));
  const columns = kernel.optionColumns(size);
  scratch.set(kernel, { size, columns });
  return columns;
}
