import { heldOf } from '../assess/holdings/heldOf.js';
import { portfolioOf } from '../assess/holdings/holdingsOf.js';
import { tailOf } from '../assess/revalue/tailOf.js';
import { historicalShocks } from '../assess/stress/historicalShocks.js';
import { type ShockMoment, scenariosAt } from '../assess/stress/shockPath.js';
import type { Holdings } from '../model/holdings.js';
import type { InstrumentId } from '../model/instrument.js';
import type { Scenarios } from '../model/scenarios.js';
import { toFloat } from '../model/units.js';
import { dayScenarios } from './dayScenarios.js';
import { type Exposure, unitPosition } from './exposure.js';
import { heldChanges, sameHeld } from './heldChanges.js';
import { partPnl } from './partPnl.js';

/** What a book gains in each of some futures, USD, and what one unit of anything would: a trade is added entry by entry. */
export interface ScenarioPnl {
  /** NaN throughout where something is held that cannot be valued. */
  book: Float64Array;
  /** null where no market tells of the instrument, or it cannot be valued. */
  unit(instrument: InstrumentId): Float64Array | null;
}

export type ShockPnl = ScenarioPnl & { names: readonly string[] };

/** With what it was worked out from, so that the book after a trade need not be worked out anew. */
interface Worked extends ScenarioPnl {
  base: Holdings;
  scenarios: Scenarios;
  /** Of all that can be valued. */
  valued: Float64Array;
  units: Map<InstrumentId, { held: Holdings; pnl: Float64Array } | null>;
}

const shockPnls = new WeakMap<Exposure, Worked & ShockPnl>();
const dayPnls = new WeakMap<Exposure, Worked>();
const bases = new WeakMap<Exposure, Holdings>();

/**
 * At the end of each of the operator's shocks and of those that ship, liquidations not counted: what liquidations add does not add
 * up over positions (`ballast stress` tells it).
 */
export function shockPnlOf(exposure: Exposure): ShockPnl {
  const found = shockPnls.get(exposure);
  if (found) return found;
  const shocks = [...exposure.outlook.settings.shocks, ...historicalShocks];
  const moments = shocks.map((shock): ShockMoment => ({ shock, share: 1, pushed: new Map() }));
  const { underlyings } = baseOf(exposure);
  const worked = work(exposure, before(exposure, shockPnls), () => scenariosAt(moments, underlyings));
  const made = { ...worked, names: shocks.map(({ name }) => name) };
  shockPnls.set(exposure, made);
  return made;
}

/** Over a day: the past's days as vol is now where there are any, else simulated. */
export function dayPnlOf(exposure: Exposure): ScenarioPnl {
  const found = dayPnls.get(exposure);
  if (found) return found;
  const made = work(exposure, before(exposure, dayPnls), () =>
    dayScenarios(exposure.outlook.forecast, baseOf(exposure)),
  );
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

/** Of the nearest exposure that this one has come from. */
function before(exposure: Exposure, known: WeakMap<Exposure, Worked>): Worked | null {
  for (let one = exposure.before; one !== null; one = one.before) {
    const found = known.get(one);
    if (found) return found;
  }
  return null;
}

/** From what was known of the book before, where only a little of it has changed; else anew. */
function work(exposure: Exposure, known: Worked | null, draw: () => Scenarios): Worked {
  const base = baseOf(exposure);
  const changes = known && heldChanges(known.base, base);
  const scenarios = changes ? known.scenarios : draw();
  const valued = changes ? moved(known, changes, scenarios) : partPnl(base, scenarios);
  const units: Worked['units'] = new Map();
  return {
    ...{ base, scenarios, valued, units },
    book: base.unpriced.length > 0 ? new Float64Array(valued.length).fill(Number.NaN) : valued,
    unit(instrument) {
      const found = units.get(instrument);
      if (found !== undefined) return found?.pnl ?? null;
      const held = unitHoldings(exposure, base, instrument);
      const earlier = changes ? known.units.get(instrument) : undefined;
      const isSame = held && earlier && sameHeld(earlier.held, held);
      const made = isSame ? earlier : held && { held, pnl: partPnl(held, scenarios) };
      units.set(instrument, made);
      return made?.pnl ?? null;
    },
  };
}

/** What has gone taken out of the sum, and what has come put into it. */
function moved(known: Worked, { gone, come }: { gone: Holdings; come: Holdings }, scenarios: Scenarios): Float64Array {
  const [less, more] = [partPnl(gone, scenarios), partPnl(come, scenarios)];
  const sum = new Float64Array(known.valued.length);
  for (let s = 0; s < sum.length; s++) {
    sum[s] = (known.valued[s] ?? Number.NaN) - (less[s] ?? Number.NaN) + (more[s] ?? Number.NaN);
  }
  return sum;
}

/** All that is held, over every underlying that has a price: futures are drawn for what may be bought too. */
function baseOf(exposure: Exposure): Holdings {
  const found = bases.get(exposure);
  if (found) return found;
  const { snapshot, vols } = exposure;
  const prices = new Map<string, number>();
  for (const reading of snapshot.readings)
    for (const [name, price] of Object.entries(reading.prices)) if (!prices.has(name)) prices.set(name, toFloat(price));
  const underlyings = [...prices].map(([name, price]) => ({ name, price })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const made = { ...portfolioOf(snapshot, vols), underlyings, margins: [] };
  bases.set(exposure, made);
  return made;
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
