import type { Forecast } from '../../model/forecast.js';
import type { Holdings } from '../../model/holdings.js';
import type { Scenarios } from '../../model/scenarios.js';
import { hoursPerYear } from '../../model/time.js';
import { monteCarloScenarios } from './monteCarloScenarios.js';
import { filteredHistoricalScenarios, historicalScenarios } from './pastScenarios.js';

export type VarMethod = 'historical' | 'filtered-historical' | 'monte-carlo';

export const varMethods: readonly VarMethod[] = ['historical', 'filtered-historical', 'monte-carlo'];

export interface VarSettings {
  /** Hours that pass. */
  hours: number;
  seed: number;
  /** Of Monte Carlo. */
  count: number;
  degreesOfFreedom: number;
  jumps: boolean;
  volOfVol: number;
}

/**
 * Monte Carlo's tails are those of crypto's daily returns once their vol is taken out of them: Student's t with about 4 degrees of
 * freedom. Implied vols move by some 5 % a day of their own. Both are assumed and said; neither is fitted to a book's history.
 */
export const defaultVarSettings: VarSettings = {
  hours: 24,
  seed: 1,
  count: 10_000,
  degreesOfFreedom: 4,
  jumps: true,
  volOfVol: 0.05,
};

/** The futures that a method draws, with underlyings as in the holdings. */
export function scenariosOf(
  method: VarMethod,
  forecast: Forecast | null,
  holdings: Pick<Holdings, 'underlyings'>,
  { hours, ...settings }: VarSettings,
): Scenarios {
  const options = { ...settings, years: hours / hoursPerYear };
  switch (method) {
    case 'historical':
      return historicalScenarios(forecast, holdings, options);
    case 'filtered-historical':
      return filteredHistoricalScenarios(forecast, holdings, options);
    case 'monte-carlo':
      return monteCarloScenarios(forecast, holdings, options);
  }
}
