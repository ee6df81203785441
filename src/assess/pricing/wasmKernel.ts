import { carefulGreeks } from './carefulGreeks.js';
import { optionColumnCount, optionColumns, outputNames, scenarioColumns, strideOf } from './columns.js';
import type { OptionColumns, PricingKernel, ScenarioColumns } from './kernel.js';
import { addLinear, type Moves, prepareMoves, prepareTerms, type ScenarioTerms, termSize } from './scenarioTerms.js';
import { wasmBytes } from './wasmBytes.js';
import { type WasmModule, webAssembly } from './webAssembly.js';

/** What `assembly/pricing.ts` exports: addresses in bytes, counts of float64. */
interface Loops {
  /** Where its own constants and scratch end. */
  ownBytes(): number;
  greeks(base: number, count: number, stride: number, odd: number): number;
  revalue(terms: number, count: number, base: number, scenarios: number, stride: number): void;
}

const pageBytes = 65_536;
/** Room at the start of each memory for the loops' constants and scratch. */
const ownBytes = 12_288;
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

  const greeks = (columns: OptionColumns, count: number) => {
    const { loops, base, stride, odd } = known(optionMemory.get(columns));
    const beyond =
      count % 2 === 1 && count < columns.spot.length ? outputNames.map((name) => columns[name][count]) : [];
    const odds = loops.greeks(base, count, stride, odd.byteOffset);
    for (let k = 0; k < odds; k++) {
      const first = odd[k] as number;
      carefulGreeks(columns, first, Math.min(2, count - first));
    }
    beyond.forEach((value, k) => {
      columns[outputNames[k] ?? 'price'][count] = value ?? 0;
    });
  };

  return {
    name: 'wasm-simd',
    optionColumns(size) {
      const stride = strideOf(size);
      const { loops, base, floats, ints } = room(module, optionColumnCount * stride + 4 * size);
      let next = 0;
      const columns = optionColumns(() => floats(base + stride * next++, size));
      optionMemory.set(columns, {
        loops,
        base,
        stride,
        odd: ints(base + stride * optionColumnCount, Math.ceil(size / 2)),
      });
      return columns;
    },
    greeks,
    scenarioColumns(size, scenarios) {
      const stride = strideOf(scenarios);
      const { loops, base, floats } = room(module, 4 * stride + 8 * termSize * size);
      const place = { moved: 0, grown: 1, volFactor: 2, value: 3 } as const;
      const scenario = (name: keyof typeof place) => floats(base + stride * place[name], scenarios);
      const columns = scenarioColumns(
        () => new Float64Array(size),
        (name) => (name === 'move' ? new Float64Array(scenarios) : scenario(name)),
      );
      const data = floats(base + 4 * stride, termSize * size);
      scenarioMemory.set(columns, {
        loops,
        base,
        stride,
        terms: { count: 0, data, linear: { asset: 0, cash: 0 }, rest: [] },
        moves: { moved: scenario('moved'), grown: scenario('grown'), calmest: 1 },
      });
      return columns;
    },
    revalue(columns, options, scenarios) {
      const { loops, base, stride, terms, moves } = known(scenarioMemory.get(columns));
      prepareMoves(moves, columns, scenarios);
      prepareTerms(terms, moves, columns, options);
      addLinear(terms, moves, columns, scenarios);
      const { value } = columns;
      const beyond = value[scenarios];
      loops.revalue(terms.data.byteOffset, terms.count, base, scenarios, stride);
      if (beyond !== undefined) value[scenarios] = beyond;
    },
  };
}

interface OptionMemory {
  loops: Loops;
  /** Where the first column begins. */
  base: number;
  /** Bytes from one column to the next. */
  stride: number;
  /** Where the loop lists the pairs that are not for it. */
  odd: Int32Array;
}

interface ScenarioMemory {
  loops: Loops;
  base: number;
  stride: number;
  terms: ScenarioTerms;
  moves: Moves;
}

/** The loops with a memory that holds `bytes` of columns from `base` on. */
function room(module: WasmModule, bytes: number) {
  const memory = new webAssembly.Memory({ initial: Math.ceil((ownBytes + bytes) / pageBytes) });
  const { exports } = new webAssembly.Instance(module, { env: { memory } });
  const loops = exports as Loops; // assembly/pricing.ts says so
  if (loops.ownBytes() > ownBytes) throw new RangeError(`the loops keep ${loops.ownBytes()} bytes to themselves`);
  return {
    loops,
    base: ownBytes,
    floats: (at: number, size: number) => new Float64Array(memory.buffer, at, size),
    ints: (at: number, size: number) => new Int32Array(memory.buffer, at, size),
  };
}

function known<T>(memory: T | undefined): T {
  if (memory === undefined) throw new TypeError('these columns were made by another kernel');
  return memory;
}
