import { notionalOf } from '../guard/notional.js';
import { type Usage, usageAfter } from '../guard/usage.js';
import type { Action, Subject } from '../model/decision.js';
import type { DeskEvent } from '../model/desk.js';
import { BallastError, shortMessageOf } from '../model/error.js';
import { movesCollateral, type OrderTerms } from '../model/order.js';
import type { Snapshot } from '../model/snapshot.js';
import { type Milliseconds, unixSeconds, type Wei } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import { contextOf } from './checkContext.js';
import { checkReviewed } from './checkReviewed.js';
import { costOf } from './cost/costOf.js';
import { gasPricesOf } from './cost/gasPrices.js';
import type { DecisionDraft } from './plan.js';
import { type Portfolio, portfolioAfter } from './portfolio.js';
import { groundOf } from './project.js';
import { sayDefect } from './sayDefect.js';
import type { Turn } from './turn.js';

/** Only asks the venue whether it would take the order; the real deadline is set when the order is sent. */
const rehearsalSeconds = 60;

/** A decision, and what is left for the next one. */
export interface Decided {
  decision: DecisionDraft;
  portfolio: Portfolio;
  usage: Usage;
  /** What is to be written of reviews; absent where there is nothing. */
  events?: readonly DeskEvent[];
}

export interface DecideBounds {
  /** USD: less than this is not worth sending. */
  least: number;
  /** How long what is changed is expected to stay so: what its cost is told for. */
  hold: Milliseconds;
}

/** What becomes of terms that somebody wants: checked, rehearsed with the venue, and taken as done for who comes next. */
export function decide(
  turn: Turn,
  draft: DecisionDraft,
  terms: OrderTerms,
  venue: Venue,
  { least, hold }: DecideBounds,
): Decided {
  const { input, portfolio, usage } = turn;
  const { rule, subject, orderClass } = draft;
  const snapshot = groundOf(terms, portfolio.snapshot, input.snapshot);
  const wanted: Action = {
    rule,
    subject,
    orderClass,
    terms,
    notional: notionalOf(snapshot, terms),
    ...parentOf(subject),
  };
  const reviewed = checkReviewed(turn, contextOf(turn, wanted, snapshot, venue, least));
  const { checks, action, waits, events } = reviewed;
  const settle = (change: Partial<DecisionDraft>): Decided => ({
    decision: { ...draft, size: [...draft.size, ...reviewed.size], checks, ...change },
    portfolio,
    usage,
    ...eventsOf(events),
  });
  const objections = checks.filter((check) => check.verdict === 'reject');
  const not = objections.map(({ code, text }) => `${code}: ${text}`);
  if (action === null) return settle({ verdict: 'refused', not });
  if (waits !== null) return settle({ verdict: waits.verdict, not: waits.not });
  try {
    rehearse(venue, action, snapshot);
    const chosen = { ...action, ...foretold(venue, action, snapshot, hold, input.tip) };
    return {
      ...settle({ verdict: 'act', not, action: chosen }),
      portfolio: portfolioAfter(portfolio, input.venues, action.terms),
      usage: usageAfter(usage, action),
      ...eventsOf([...events, ...reviewed.used]),
    };
  } catch (error) {
    const isDefect = 'parent' in subject && !(error instanceof BallastError);
    return settle({ verdict: 'refused', not: [...not, isDefect ? sayDefect(error) : sayRefusal(venue, error)] });
  }
}

const parentOf = (subject: Subject): Pick<Action, 'parent'> => ('parent' in subject ? { parent: subject.parent } : {});

const eventsOf = (events: readonly DeskEvent[]): Pick<Decided, 'events'> => (events.length > 0 ? { events } : {});

/** Most refusals name their venue; the others are given its name. */
export function sayRefusal({ id }: Venue, error: unknown): string {
  const message = shortMessageOf(error);
  return message.includes(id) ? message : `${id}: ${message}`;
}

/** @throws VenueRefusal when the protocol would not take the order. */
function rehearse(venue: Venue, action: Action, snapshot: Snapshot): void {
  const reading = snapshot.readings.find((candidate) => candidate.venue === action.terms.venue);
  if (!reading) return;
  venue.prepare(reading, action.terms, unixSeconds(snapshot.block.timestamp + rehearsalSeconds));
}

/** What moves something now is expected to cost; absent where nothing is moved. What cannot be told never stops an order. */
function foretold(
  venue: Venue,
  { terms }: Action,
  snapshot: Snapshot,
  hold: Milliseconds,
  tip?: Wei,
): Pick<Action, 'cost'> {
  const reading = snapshot.readings.find((candidate) => candidate.venue === terms.venue);
  if (!reading || !(terms.kind === 'trade' || movesCollateral(terms))) return {};
  try {
    return { cost: costOf({ venue, reading, terms, prices: gasPricesOf(snapshot, tip), hold }) };
  } catch {
    return {};
  }
}
