import { shortMessageOf } from '../model/error.js';
import type { VenueId } from '../model/instrument.js';
import type { Order, TransactionRequest } from '../model/order.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Strategy } from '../model/strategy.js';
import { unixSeconds } from '../model/units.js';
import { type Venue, VenueRefusal } from '../venues/venue.js';
import type { DecisionDraft, Plan } from './planTick.js';
import { project } from './project.js';

/** A decision with the transactions that carry it out; none unless the verdict is `act`. */
export interface PreparedDecision {
  decision: DecisionDraft;
  steps: readonly TransactionRequest[];
}

/** A trade that is not mined by then reverts, where the protocol knows deadlines. */
const goodForSeconds = 120;

/**
 * Turns chosen actions into transactions, each on the portfolio as the ones before it will leave it. What the venue
 * would not take becomes `refused`, and later actions are prepared as if it had never been wanted.
 */
export function prepareOrders(input: {
  strategy: Strategy;
  snapshot: Snapshot;
  venues: ReadonlyMap<VenueId, Venue>;
  openOrders: readonly Order[];
  plan: Plan;
}): { plan: Plan; prepared: PreparedDecision[] } {
  const { venues, openOrders, plan } = input;
  const deadline = unixSeconds(input.snapshot.block.timestamp + goodForSeconds);
  let snapshot = openOrders.reduce((before, order) => projectOr(before, venues, order), input.snapshot);
  const prepared = plan.decisions.map((decision): PreparedDecision => {
    const terms = decision.action?.terms;
    if (decision.verdict !== 'act' || !terms) return { decision, steps: [] };
    const venue = venues.get(terms.venue);
    const reading = snapshot.readings.find((candidate) => candidate.venue === terms.venue);
    try {
      if (!venue || !reading) throw new VenueRefusal(`${terms.venue} was not read at this block`);
      const steps = venue.prepare(reading, terms, deadline);
      snapshot = project(snapshot, venues, terms);
      return { decision, steps };
    } catch (error) {
      if (!(error instanceof VenueRefusal)) throw error;
      return {
        decision: { ...decision, verdict: 'refused', not: [...decision.not, shortMessageOf(error)] },
        steps: [],
      };
    }
  });
  return { plan, prepared };
}

/** An order in flight that the venue cannot project (its market has closed) is left out; planning has said so. */
function projectOr(snapshot: Snapshot, venues: ReadonlyMap<VenueId, Venue>, order: Order): Snapshot {
  try {
    return project(snapshot, venues, order.terms);
  } catch (error) {
    if (!(error instanceof VenueRefusal)) throw error;
    return snapshot;
  }
}
