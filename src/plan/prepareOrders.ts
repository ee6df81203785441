import type { VenueId } from '../model/instrument.js';
import { isAboutBook, type Order, type OrderTerms, type TransactionRequest } from '../model/order.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Strategy } from '../model/strategy.js';
import { unixSeconds } from '../model/units.js';
import { type Venue, VenueRefusal } from '../venues/venue.js';
import { withoutUnused } from './deskEvents.js';
import { inFlightOf, openOrdersOf, type Pending } from './inFlight.js';
import type { DecisionDraft, Plan } from './plan.js';
import type { PreparedDecision } from './preparedDecision.js';
import { groundOf, project } from './project.js';
import { sayDefect } from './sayDefect.js';
import { withoutBrokenRows } from './wholeRows.js';

/**
 * A trade that is not mined by then reverts, where the protocol knows deadlines. The transactor stops sending it again
 * before that (100 s, `resendWithin`).
 */
const goodForSeconds = 120;

/**
 * Turns chosen actions into transactions, each on the portfolio as the ones before it will leave it. What the venue
 * would not take becomes `refused`, with the other steps of its row, and later actions are prepared as if it had never been wanted.
 *
 * Orders that may never happen count, but not against survival: what `planTick` decided without them is prepared
 * without them, and with them only where the venue would take it no other way.
 */
export function prepareOrders(input: PrepareInput): { plan: Plan; prepared: PreparedDecision[] } {
  let { plan } = input;
  for (;;) {
    const prepared = prepareEach({ ...input, plan });
    // Each time round, one more row is refused at least.
    const whole = withoutBrokenRows(plan, prepared);
    if (whole === null) return { plan: withSent(plan, prepared), prepared };
    plan = whole;
  }
}

/** What was approved and is not sent is not used up. */
function withSent({ desk, ...plan }: Plan, prepared: readonly PreparedDecision[]): Plan {
  if (!desk) return plan;
  const left = withoutUnused(
    desk,
    prepared.map(({ decision }) => decision),
  );
  return left.length === 0 ? plan : { ...plan, desk: left };
}

export interface PrepareInput {
  strategy: Strategy;
  snapshot: Snapshot;
  venues: ReadonlyMap<VenueId, Venue>;
  openOrders: readonly Order[];
  plan: Plan;
}

function prepareEach(input: PrepareInput): PreparedDecision[] {
  const { venues, plan } = input;
  const deadline = unixSeconds(input.snapshot.block.timestamp + goodForSeconds);
  const withTerms = (before: Snapshot, terms: OrderTerms) => projectOr(before, venues, { terms });
  const withPending = (before: Snapshot, pending: Pick<Pending, 'terms' | 'venueOrder'>) =>
    projectOr(before, venues, pending);
  const { vouched, doubtful } = inFlightOf(openOrdersOf(input.openOrders, input.snapshot), input.snapshot);
  let certain = vouched.reduce(withPending, input.snapshot);
  let feared = doubtful.reduce(withPending, certain);

  const prepareOn = (snapshot: Snapshot, terms: OrderTerms): readonly TransactionRequest[] | VenueRefusal => {
    const venue = venues.get(terms.venue);
    const ground = groundOf(terms, snapshot, input.snapshot);
    const reading = ground.readings.find((candidate) => candidate.venue === terms.venue);
    if (!venue || !reading) return new VenueRefusal(`${terms.venue} was not read at this block`);
    try {
      return venue.prepare(reading, terms, deadline);
    } catch (error) {
      if (error instanceof VenueRefusal) return error;
      throw error;
    }
  };
  const prepareOne = (decision: DecisionDraft): PreparedDecision => {
    const terms = decision.action?.terms;
    if (decision.verdict !== 'act' || !terms) return { decision, steps: [] };
    const before = decision.orderClass === 'survive' ? certain : feared;
    // What is taken back waits now; in the portfolio as it will be, it has been carried out.
    let steps = prepareOn(terms.kind === 'cancel' ? input.snapshot : before, terms);
    if (steps instanceof VenueRefusal && decision.orderClass === 'survive') steps = prepareOn(feared, terms);
    if (steps instanceof VenueRefusal) {
      const not = [...decision.not, steps.shortMessage];
      return { decision: { ...decision, verdict: 'refused', not }, steps: [] };
    }
    const after = { certain: withTerms(certain, terms), feared: withTerms(feared, terms) };
    ({ certain, feared } = after);
    return { decision, steps };
  };
  return plan.decisions.map((decision): PreparedDecision => {
    if (!('parent' in decision.subject)) return prepareOne(decision);
    try {
      return prepareOne(decision);
    } catch (error) {
      // What people have asked for holds up nothing else, whatever is wrong with it.
      return { decision: { ...decision, verdict: 'refused', not: [...decision.not, sayDefect(error)] }, steps: [] };
    }
  });
}

/** What the venue cannot project (a closed market, nothing left to reduce) is left out; planning has said so. */
function projectOr(
  snapshot: Snapshot,
  venues: ReadonlyMap<VenueId, Venue>,
  { terms, venueOrder }: Pick<Pending, 'terms' | 'venueOrder'>,
): Snapshot {
  if (isAboutBook(terms)) return snapshot;
  try {
    return project(snapshot, venues, terms, venueOrder);
  } catch (error) {
    if (!(error instanceof VenueRefusal)) throw error;
    return snapshot;
  }
}
