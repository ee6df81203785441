import { javascriptGreeks } from './javascriptGreeks.js';
import { javascriptRevalue } from './javascriptRevalue.js';
import type { OptionColumns, PricingKernel, ScenarioColumns } from './kernel.js';
import {
  addLinear,
  createScenarioTerms,
  type Moves,
  prepareMoves,
  prepareTerms,
  type ScenarioTerms,
} from './scenarioTerms.js';

/** The kernel that runs everywhere. */
export function createJavascriptKernel(): PricingKernel {
  const scratch = new WeakMap<ScenarioColumns, { terms: ScenarioTerms; moves: Moves }>();
  return {
    name: 'javascript',
    optionColumns: (size) => optionColumns(() => new Float64Array(size)),
    greeks: (columns, count) => javascriptGreeks(columns, count, true),
    mainGreeks: (columns, count) => javascriptGreeks(columns, count, false),
    scenarioColumns(size, scenarios) {
      const columns = scenarioColumns(
        () => new Float64Array(size),
        () => new Float64Array(scenarios),
      );
      const terms = createScenarioTerms(() => new Float64Array(size));
      scratch.set(columns, {
        terms,
        moves: { moved: new Float64Array(scenarios), grown: new Float64Array(scenarios) },
      });
      return columns;
    },
    revalue(columns, options, scenarios) {
      const own = scratch.get(columns);
      if (own === undefined) throw new TypeError('these columns were made by another kernel');
      prepareMoves(own.moves, columns, scenarios);
      prepareTerms(own.terms, columns, options);
      addLinear(own.terms, columns, own.moves, scenarios);
      javascriptRevalue(own.terms, columns, own.moves, scenarios);
    },
  };
}

export const optionColumns = (column: () => Float64Array): OptionColumns => ({
  spot: column(),
  strike: column(),
  years: column(),
  vol: column(),
  rate: column(),
  carry: column(),
  right: column(),
  price: column(),
  delta: column(),
  gamma: column(),
  vega: column(),
  theta: column(),
  rho: column(),
  vanna: column(),
  volga: column(),
  charm: column(),
});

export const scenarioColumns = (option: () => Float64Array, scenario: () => Float64Array): ScenarioColumns => ({
  strike: option(),
  logSpot: option(),
  years: option(),
  vol: option(),
  volPerLogSpot: option(),
  rate: option(),
  carry: option(),
  right: option(),
  quantity: option(),
  move: scenario(),
  volFactor: scenario(),
  value: scenario(),
});
