import { type CostEstimate, sumCosts } from '../../model/cost.js';
import type { VenueId } from '../../model/instrument.js';
import type { OrderTerms } from '../../model/order.js';
import type { Snapshot } from '../../model/snapshot.js';
import type { Milliseconds } from '../../model/units.js';
import { type Venue, VenueRefusal } from '../../venues/venue.js';
import { project } from '../project.js';
import { costOf } from './costOf.js';
import { type GasPrices, gasPricesOf } from './gasPrices.js';

export interface StepsQuestion {
  snapshot: Snapshot;
  venues: ReadonlyMap<VenueId, Venue>;
  /** Done one after the other, each on what the one before leaves. */
  steps: readonly OrderTerms[];
  hold: Milliseconds;
  /** The snapshot's own, unless told. */
  prices?: GasPrices;
}

export interface StepsCost {
  /** Of each step, in order. */
  each: readonly CostEstimate[];
  all: CostEstimate;
  /** Once all are done. */
  snapshot: Snapshot;
}

/** What a row of orders is expected to cost. @throws VenueRefusal at the first step that its venue would not take */
export function costOfSteps({
  snapshot,
  venues,
  steps,
  hold,
  prices = gasPricesOf(snapshot),
}: StepsQuestion): StepsCost {
  let current = snapshot;
  const each = steps.map((terms) => {
    const venue = venues.get(terms.venue);
    const reading = current.readings.find((one) => one.venue === terms.venue);
    if (!venue || !reading) throw new VenueRefusal(`${terms.venue} was not read at this block`);
    const cost = costOf({ venue, reading, terms, prices, hold });
    current = project(current, venues, terms);
    return cost;
  });
  return { each, all: sumCosts(each), snapshot: current };
}
