import { optionColumnCount, optionColumns, scenarioColumns, strideOf } from './columns.js';
import { greeksScratch, javascriptGreeks } from './javascriptGreeks.js';
import { javascriptRevalue } from './javascriptRevalue.js';
import type { PricingKernel, ScenarioColumns } from './kernel.js';
import { addLinear, type Moves, prepareMoves, prepareTerms, type ScenarioTerms, termSize } from './scenarioTerms.js';

/** The kernel that runs everywhere. */
export function createJavascriptKernel(): PricingKernel {
  const scratch = new WeakMap<ScenarioColumns, { terms: ScenarioTerms; moves: Moves }>();
  const blocks = greeksScratch();
  return {
    name: 'javascript',
    optionColumns(size) {
      const stride = strideOf(size);
      const buffer = new ArrayBuffer(optionColumnCount * stride);
      let next = 0;
      return optionColumns(() => new Float64Array(buffer, stride * next++, size));
    },
    greeks: (columns, count) => javascriptGreeks(columns, count, blocks),
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
      const own = scratch.get(columns);
      if (own === undefined) throw new TypeError('these columns were made by another kernel');
      const { terms, moves } = own;
      prepareMoves(moves, columns, scenarios);
      prepareTerms(terms, moves, columns, options);
      addLinear(terms, moves, columns, scenarios);
      javascriptRevalue(terms, moves, columns, scenarios);
    },
  };
}
