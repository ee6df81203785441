import { defaultVarSettings, scenariosOf } from '../assess/var/methods.js';
import type { Forecast } from '../model/forecast.js';
import type { Holdings } from '../model/holdings.js';
import type { Scenarios } from '../model/scenarios.js';

/** As those of the value at risk that is told, and fewer: an order cannot wait for ten thousand futures of a large book. */
const settings = { ...defaultVarSettings, count: 2_000 };

/** What there is to know before there is a price history. */
const noForecast = {};

const known = new WeakMap<object, { names: string; scenarios: Scenarios }>();

/**
 * A day's futures: the past's days as vol is now where there are any, else simulated, by the same seed. They depend on the forecast
 * and the names of the underlyings alone, and not on their prices: so they are drawn once for a forecast, and the same ones again
 * when a decision is replayed. The last ones drawn for each forecast are kept.
 */
export function dayScenarios(forecast: Forecast | null, { underlyings }: Pick<Holdings, 'underlyings'>): Scenarios {
  const names = JSON.stringify(underlyings.map(({ name }) => name));
  const key = forecast ?? noForecast;
  const found = known.get(key);
  if (found?.names === names) return found.scenarios;
  const past = scenariosOf('filtered-historical', forecast, { underlyings }, settings);
  const scenarios = past.count > 0 ? past : scenariosOf('monte-carlo', forecast, { underlyings }, settings);
  known.set(key, { names, scenarios });
  return scenarios;
}
