import { createJavascriptKernel } from './javascriptKernel.js';
import type { PricingKernel } from './kernel.js';
import { createWasmKernel } from './wasmKernel.js';
import { webAssembly } from './webAssembly.js';

/** The fastest kernel that runs here: WebAssembly where the engine has its SIMD, else JavaScript. */
export function chooseKernel(): PricingKernel {
  try {
    return createWasmKernel();
  } catch (error) {
    if (error instanceof webAssembly.CompileError) return createJavascriptKernel();
    throw error;
  }
}
