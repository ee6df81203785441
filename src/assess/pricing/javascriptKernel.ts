import { optionColumnCount, optionColumns, scenarioColumns, strideOf } from './columns.js';
import { greeksScratch } from './greeksScratch.js';
import { type FlatColumns, javascriptGreeks } from './javascriptGreeks.js';
import { javascriptRevalue } from './javascriptRevalue.js';
import type { OptionColumns, PricingKernel, ScenarioColumns } from './kernel.js';
import { addLinear, type Moves, prepareMoves, prepareTerms, type ScenarioTerms, termSize } from './scenarioTerms.js';

/** The kernel that runs everywhere. */
export function createJavascriptKernel(): PricingKernel {
  const flat = new WeakMap<OptionColumns, FlatColumns>();
  const scratch = new WeakMap<ScenarioColumns, { terms: ScenarioTerms; moves: Moves }>();
  const blocks = greeksScratch();
  return {
    name: 'javascript',
    optionColumns(size) {
      const stride = strideOf(size);
      const buffer = new ArrayBuffer(optionColumnCount * stride);
      let next = 0;
      const columns = optionColumns(() => new Float64Array(buffer, stride * next++, size));
      flat.set(columns, { columns, all: new Float64Array(buffer), bits: new Int32Array(buffer), stride: stride / 8 });
      return columns;
    },
    greeks: (columns, count) => javascriptGreeks(known(flat.get(columns)), count, blocks),
    scenarioColumns(size, scenarios) {
      const scenario = () => new Float64Array(scenarios);
      const columns = scenarioColumns(() => new Float64Array(size), scenario);
      const data = new Float64Array(size * termSize);
      scratch.set(columns, {
        terms: { count: 0, data, linear: { asset: 0, cash: 0 }, rest: [] },
        moves: { moved: scenario(), grown: scenario(), calmest: 1 },
      });
      return columns;
    },
    revalue(columns, options, scenarios) {
      const { terms, moves } = known(scratch.get(columns));
      prepareMoves(moves, columns, scenarios);
      prepareTerms(terms, moves, columns, options);
      addLinear(terms, moves, columns, scenarios);
      javascriptRevalue(terms, moves, columns, scenarios);
    },
  };
}

function known<T>(own: T | undefined): T {
  if (own === undefined) throw new TypeError('these columns were made by another kernel');
  return own;
}
