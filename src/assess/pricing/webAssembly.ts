/** What we use of the engine's WebAssembly, which TypeScript declares only together with a browser. */
export interface WebAssemblyEngine {
  Module: new (bytes: Uint8Array) => WasmModule;
  Memory: new (size: { initial: number }) => WasmMemory;
  Instance: new (module: WasmModule, imports: { env: { memory: WasmMemory } }) => { exports: unknown };
  CompileError: new (message?: string) => Error;
}

/** Compiled, and opaque. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export const { WebAssembly: webAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyEngine };
