import { optionColumnCount, optionColumns, scenarioColumns, strideOf } from './columns.js';
import { javascriptGreeks } from './javascriptGreeks.js';
import { javascriptRevalue } from './javascriptRevalue.js';
import type { OptionColumns, PricingKernel, ScenarioColumns } from './kernel.js';
import { addLinear, type Moves, prepareMoves, prepareTerms, type ScenarioTerms, termSize } from './scenarioTerms.js';

/** The kernel that runs everywhere. */
export function createJavascriptKernel(): PricingKernel {
  /** Each set of columns as one array. */
  const flat = new WeakMap<OptionColumns, Float64Array>();
  const scratch = new WeakMap<ScenarioColumns, { terms: ScenarioTerms; moves: Moves }>();
  return {
    name: 'javascript',
    optionColumns(size) {
      const stride = strideOf(size);
      const buffer = new ArrayBuffer(optionColumnCount * stride);
      let next = 0;
      const columns = optionColumns(() => new Float64Array(buffer, stride * next++, size));
      flat.set(columns, new Float64Array(buffer));
      return columns;
    },
    greeks: (columns, count) => javascriptGreeks(columns, known(flat.get(columns)), count),
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
