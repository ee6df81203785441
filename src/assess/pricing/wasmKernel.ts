import { optionColumnCount, optionColumns, outputNames, scenarioColumns } from './columns.js';
import { carefulGreeks } from './javascriptGreeks.js';
import type { OptionColumns, PricingKernel, ScenarioColumns } from './kernel.js';
import { isOrdinary } from './ordinary.js';
import { addLinear, type Moves, prepareMoves, prepareTerms, type ScenarioTerms, termSize } from './scenarioTerms.js';
import { wasmBytes } from './wasmBytes.js';
import { type WasmModule, webAssembly } from './webAssembly.js';

/** What `assembly/pricing.ts` exports: addresses in bytes, counts of float64. */
interface Loops {
  allGreeks(base: number, count: number, stride: number, odd: number): number;
  mainGreeks(base: number, count: number, stride: number, odd: number): number;
  revalue(terms: number, count: number, base: number, scenarios: number, stride: number): void;
}

const pageBytes = 65_536;
/** Instruction sets and limits are the engine's; the module is compiled once, for all kernels of this thread. */
let compiled: WasmModule | undefined;

/**
 * The kernel in WebAssembly SIMD: two lanes at a time. Each set of columns has a memory of its own, which never grows, so that columns
 * stay where they are, and is collected with them.
 *
 * Throws WebAssembly.CompileError where the engine has no SIMD.
 */
export function createWasmKernel(): PricingKernel {
  const module = compiled ?? new webAssembly.Module(Buffer.from(wasmBytes, 'base64'));
  compiled = module;
  const optionMemory = new WeakMap<OptionColumns, OptionMemory>();
  const scenarioMemory = new WeakMap<ScenarioColumns, ScenarioMemory>();

  const greeks = (columns: OptionColumns, count: number, all: boolean) => {
    const { loops, stride, odd } = known(optionMemory.get(columns));
    const beyond =
      count % 2 === 1 && count < columns.spot.length ? outputNames.map((name) => columns[name][count]) : [];
    const odds = (all ? loops.allGreeks : loops.mainGreeks)(0, count, stride, odd.byteOffset);
    for (let k = 0; k < odds; k++) {
      const first = odd[k] as number;
      for (let i = first; i < Math.min(first + 2, count); i++) if (!isOrdinaryAt(columns, i)) carefulGreeks(columns, i);
    }
    beyond.forEach((value, k) => {
      columns[outputNames[k] ?? 'price'][count] = value ?? 0;
    });
  };

  return {
    name: 'wasm-simd',
    optionColumns(size) {
      const stride = strideOf(size);
      const { loops, floats, ints } = room(module, optionColumnCount * stride + 4 * size);
      let next = 0;
      const columns = optionColumns(() => floats(stride * next++, size));
      optionMemory.set(columns, { loops, stride, odd: ints(stride * optionColumnCount, Math.ceil(size / 2)) });
      return columns;
    },
    greeks: (columns, count) => greeks(columns, count, true),
    mainGreeks: (columns, count) => greeks(columns, count, false),
    scenarioColumns(size, scenarios) {
      const stride = strideOf(scenarios);
      const { loops, floats } = room(module, 4 * stride + 8 * termSize * size);
      const place = { moved: 0, grown: 1, volFactor: 2, value: 3 } as const;
      const scenario = (name: keyof typeof place) => floats(stride * place[name], scenarios);
      const columns = scenarioColumns(
        () => new Float64Array(size),
        (name) => (name === 'move' ? new Float64Array(scenarios) : scenario(name)),
      );
      const data = floats(4 * stride, termSize * size);
      scenarioMemory.set(columns, {
        loops,
        stride,
        terms: { count: 0, data, linear: { asset: 0, cash: 0 }, rest: [] },
        moves: { moved: scenario('moved'), grown: scenario('grown'), calmest: 1 },
      });
      return columns;
    },
    revalue(columns, options, scenarios) {
      const { loops, stride, terms, moves } = known(scenarioMemory.get(columns));
      prepareMoves(moves, columns, scenarios);
      prepareTerms(terms, moves, columns, options);
      addLinear(terms, moves, columns, scenarios);
      const { value } = columns;
      const beyond = value[scenarios];
      loops.revalue(terms.data.byteOffset, terms.count, 0, scenarios, stride);
      if (beyond !== undefined) value[scenarios] = beyond;
    },
  };
}

interface OptionMemory {
  loops: Loops;
  /** Bytes from one column to the next. */
  stride: number;
  /** Where the loop lists the pairs that are not for it. */
  odd: Int32Array;
}

interface ScenarioMemory {
  loops: Loops;
  stride: number;
  terms: ScenarioTerms;
  moves: Moves;
}

/** Whole pairs; and not whole pages, where the columns would contend for the same lines of the cache. */
const strideOf = (size: number): number => Math.ceil((8 * size) / 4096) * 4096 + 16 * 17;

function room(module: WasmModule, bytes: number) {
  const memory = new webAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  const { exports } = new webAssembly.Instance(module, { env: { memory } });
  return {
    loops: exports as unknown as Loops, // assembly/pricing.ts says so
    floats: (at: number, size: number) => new Float64Array(memory.buffer, at, size),
    ints: (at: number, size: number) => new Int32Array(memory.buffer, at, size),
  };
}

function isOrdinaryAt({ spot, strike, years, vol, rate, carry }: OptionColumns, i: number): boolean {
  const time = years[i] as number;
  const deviation = (vol[i] as number) * Math.sqrt(time);
  const [asset, cash] = [spot[i] as number, strike[i] as number];
  return isOrdinary(asset, cash, deviation, (rate[i] as number) * time, (carry[i] as number) * time);
}

function known<T>(memory: T | undefined): T {
  if (memory === undefined) throw new TypeError('these columns were made by another kernel');
  return memory;
}
