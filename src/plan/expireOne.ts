import type { Usage } from '../guard/usage.js';
import { milliseconds } from '../model/units.js';
import { decide, sayRefusal } from './decide.js';
import { EXPIRE, type Expiry } from './expire.js';
import type { DecisionDraft } from './plan.js';
import { historyKey } from './ruleHistory.js';
import type { Turn } from './turn.js';
import { undecided } from './undecided.js';
import { waitingFor } from './waiting.js';

/** Takes back an order of ours; after a failure no sooner than a rule would try again. */
export function expireOne(
  turn: Turn,
  { subject, orderClass, because, terms }: Expiry,
): { decision: DecisionDraft; usage: Usage } {
  const { input, usage } = turn;
  const draft = undecided({ rule: EXPIRE, kind: EXPIRE, subject, orderClass, because: [because] });
  const record = input.history.get(historyKey(EXPIRE, subject));
  const waiting = waitingFor({ cooldown: milliseconds(0) }, record, orderClass, input.now);
  if (waiting !== null) return { decision: { ...draft, not: [waiting] }, usage };
  const venue = input.venues.get(terms.venue);
  if (!venue)
    return { decision: { ...draft, verdict: 'refused', not: [`no adapter is open for ${terms.venue}`] }, usage };
  // As it is: in the portfolio as it will be, what waits has been carried out and cannot be taken back.
  const asItIs = { ...turn, portfolio: { ...turn.portfolio, snapshot: input.snapshot } };
  try {
    return decide(asItIs, draft, terms, venue, { least: 0, hold: milliseconds(0) });
  } catch (error) {
    return { decision: { ...draft, verdict: 'refused', not: [sayRefusal(venue, error)] }, usage };
  }
}
