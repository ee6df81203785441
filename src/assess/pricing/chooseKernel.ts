import { createJavascriptKernel } from './javascriptKernel.js';
import type { PricingKernel } from './kernel.js';
import { createWasmKernel } from './wasmKernel.js';
import { type WebAssemblyEngine, webAssembly } from './webAssembly.js';

/**
 * The fastest kernel that runs here: WebAssembly where the engine has its SIMD, and may reserve the ten gigabytes of addresses (not of
 * memory) that it takes for a kernel's columns, which a limit on them refuses; else JavaScript. An engine that may not compile has no WebAssembly.
 */
export function chooseKernel(): PricingKernel {
  if (webAssembly === undefined || !hasRoom(webAssembly)) return createJavascriptKernel();
  try {
    return createWasmKernel();
  } catch (error) {
    if (error instanceof webAssembly.CompileError) return createJavascriptKernel();
    throw error;
  }
}

function hasRoom({ Memory }: WebAssemblyEngine): boolean {
  try {
    return new Memory({ initial: 1 }).buffer.byteLength > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
