import { afterEach, expect, test, vi } from 'vitest';
import { chooseKernel } from './chooseKernel.js';
import { webAssembly } from './webAssembly.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.resetModules();
});

test('default', () => {
  expect(chooseKernel().name).toBe('wasm-simd');
});

test('behavior: an engine without SIMD gets JavaScript', async () => {
  const fresh = await freshChoice();
  vi.spyOn(fresh.engine, 'Module').mockImplementation(function refuse(): never {
    throw new webAssembly.CompileError('invalid opcode 0xfd');
  });
  expect(fresh.choose().name).toBe('javascript');
});

test('behavior: a limit on addresses gets JavaScript', async () => {
  const fresh = await freshChoice();
  vi.spyOn(fresh.engine, 'Memory').mockImplementation(function refuse(): never {
    throw new RangeError('WebAssembly.Memory(): could not allocate memory');
  });
  expect(fresh.choose().name).toBe('javascript');
});

test('behavior: an engine without WebAssembly gets JavaScript', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  const { choose } = await freshChoice();
  expect(choose().name).toBe('javascript');
});

test('behavior: what is no fault of the engine is not hidden', async () => {
  const fresh = await freshChoice();
  vi.spyOn(fresh.engine, 'Module').mockImplementation(function refuse(): never {
    throw new RangeError('out of memory');
  });
  expect(() => fresh.choose()).toThrow('out of memory');
});

/** Modules that have compiled nothing yet. */
async function freshChoice() {
  vi.resetModules();
  const { chooseKernel: choose } = await import('./chooseKernel.js');
  const { webAssembly: engine } = await import('./webAssembly.js');
  return { choose, engine };
}
