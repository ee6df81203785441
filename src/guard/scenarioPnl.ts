import { heldOf } from '../assess/holdings/heldOf.js';
import { portfolioOf } from '../assess/holdings/holdingsOf.js';
import { sharedKernel } from '../assess/pricing/sharedKernel.js';
import { compileHoldings } from '../assess/revalue/compileHoldings.js';
import { revalue } from '../assess/revalue/revalue.js';
import { tailOf } from '../assess/revalue/tailOf.js';
import { historicalShocks } from '../assess/stress/historicalShocks.js';
import { type ShockMoment, scenariosAt } from '../assess/stress/shockPath.js';
import { defaultVarSettings, scenariosOf } from '../assess/var/methods.js';
import type { Holdings } from '../model/holdings.js';
import type { InstrumentId } from '../model/instrument.js';
import type { Scenarios } from '../model/scenarios.js';
import { toFloat } from '../model/units.js';
import { type Exposure, unitPosition } from './exposure.js';

/** What a book gains in each of some futures, USD, and what one unit of anything would: a trade is added entry by entry. */
export interface ScenarioPnl {
  /** NaN throughout where something is held that cannot be valued. */
  book: Float64Array;
  /** null where no market tells of the instrument, or it cannot be valued. */
  unit(instrument: InstrumentId): Float64Array | null;
}

export type ShockPnl = ScenarioPnl & { names: readonly string[] };

const shockPnls = new WeakMap<Exposure, ShockPnl>();
const dayPnls = new WeakMap<Exposure, ScenarioPnl>();

/**
 * At the end of each of the operator's shocks and of those that ship, liquidations not counted: what liquidations add does not add
 * up over positions (`ballast stress` tells it).
 */
export function shockPnlOf(exposure: Exposure): ShockPnl {
  const found = shockPnls.get(exposure);
  if (found) return found;
  const shocks = [...exposure.outlook.settings.shocks, ...historicalShocks];
  const moments = shocks.map((shock): ShockMoment => ({ shock, share: 1, pushed: new Map() }));
  const base = baseOf(exposure);
  const scenarios = scenariosAt(moments, base.underlyings);
  const made = {
    ...pnlIn(exposure, base, scenarios, revalued(base, scenarios)),
    names: shocks.map(({ name }) => name),
  };
  shockPnls.set(exposure, made);
  return made;
}

/** As those of the value at risk that is told, and fewer: an order cannot wait for ten thousand futures of a large book. */
const settings = { ...defaultVarSettings, count: 2_000 };

/** Over a day: the past's days as vol is now where there are any, else simulated. */
export function dayPnlOf(exposure: Exposure): ScenarioPnl {
  const found = dayPnls.get(exposure);
  if (found) return found;
  const base = baseOf(exposure);
  const { forecast } = exposure.outlook;
  const past = scenariosOf('filtered-historical', forecast, base, settings);
  const scenarios = past.count > 0 ? past : scenariosOf('monte-carlo', forecast, base, settings);
  const made = pnlIn(exposure, base, scenarios, revalued(base, scenarios));
  dayPnls.set(exposure, made);
  return made;
}

/** USD lost at most in 99 of 100 of equally likely futures; negative is a gain. */
export const valueAtRisk99 = (pnl: Float64Array): number => tailOf(pnl, [0.99])[0]?.valueAtRisk ?? Number.NaN;

/** Entry by entry: what the book gains, and so many units beside it. */
export function withUnits(book: Float64Array, unit: Float64Array, quantity: number): Float64Array {
  const sum = new Float64Array(book.length);
  for (let s = 0; s < sum.length; s++) sum[s] = (book[s] ?? Number.NaN) + quantity * (unit[s] ?? Number.NaN);
  return sum;
}

function pnlIn(exposure: Exposure, base: Holdings, scenarios: Scenarios, worked: Float64Array): ScenarioPnl {
  const book = base.unpriced.length > 0 ? worked.fill(Number.NaN) : worked;
  const units = new Map<InstrumentId, Float64Array | null>();
  return {
    book,
    unit(instrument) {
      const found = units.get(instrument);
      if (found !== undefined) return found;
      const held = unitHoldings(exposure, base, instrument);
      const pnl = held && revalued(held, scenarios);
      units.set(instrument, pnl);
      return pnl;
    },
  };
}

const revalued = (holdings: Holdings, scenarios: Scenarios): Float64Array =>
  revalue(compileHoldings(holdings, sharedKernel()), scenarios);

/** All that is held, over every underlying that has a price: futures are drawn for what may be bought too. */
function baseOf({ snapshot, vols }: Exposure): Holdings {
  const prices = new Map<string, number>();
  for (const reading of snapshot.readings)
    for (const [name, price] of Object.entries(reading.prices)) if (!prices.has(name)) prices.set(name, toFloat(price));
  const underlyings = [...prices].map(([name, price]) => ({ name, price })).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ...portfolioOf(snapshot, vols), underlyings, margins: [] };
}

function unitHoldings({ snapshot, vols }: Exposure, base: Holdings, instrument: InstrumentId): Holdings | null {
  const position = unitPosition(snapshot, instrument);
  if (!position) return null;
  const held = heldOf(position, new Map(base.underlyings.map((one) => [one.name, one])), vols);
  const nothing = { ...base, options: [], linear: [], liquidity: [], unpriced: [] };
  if (held === null) return nothing;
  if ('option' in held) return { ...nothing, options: [held.option] };
  return 'linear' in held && held.linear && !('liquidity' in held) ? { ...nothing, linear: [held.linear] } : null;
}
