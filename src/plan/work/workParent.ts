import { sayNumber } from '../../assess/sayNumber.js';
import { notionalOf } from '../../guard/notional.js';
import type { WorkedParent } from '../../model/desk.js';
import { BallastError } from '../../model/error.js';
import type { OrderTerms, TradeTerms } from '../../model/order.js';
import { marketOf } from '../../model/snapshot.js';
import { DAY } from '../../model/time.js';
import { milliseconds, smallest, toFloat } from '../../model/units.js';
import { allowedInBlock } from '../blocks/considerMember.js';
import { sayRefusal } from '../decide.js';
import { decideRow, type RowDecided } from '../decideRow.js';
import { objectionOf } from '../hedgeObjections.js';
import { rescueUndone } from '../mergeUndoing.js';
import type { DecisionDraft } from '../plan.js';
import { sayDefect } from '../sayDefect.js';
import type { Turn } from '../turn.js';
import { dueNow } from './dueNow.js';
import { leastChild } from './ending.js';
import { whyHeldBack } from './failures.js';
import { isBound, roomInLegs } from './legsRoom.js';
import { takenNow } from './liquidity.js';
import { onlyEvents } from './onlyEvents.js';
import { draftFor, tradeOf } from './parentTerms.js';
import { restingChild } from './resting.js';
import { sayOrder } from './sayOrder.js';
import { sayStalled } from './stalled.js';
import { type Standing, standingOf } from './standing.js';
import { stopOf } from './stopTouched.js';
import { urgencyNow } from './urgencyNow.js';

/** Over which the cost of what an order adds is told: it stays for as long as it is wanted, which nobody knows. */
const aDay = milliseconds(DAY);

/**
 * The next part of an order that is worked, as a child order; null when nothing is due, or the last part is still on its way. One
 * part at a time: so nothing is ever sent that another part in flight may have done already.
 */
export function workParent(turn: Turn, parent: WorkedParent): RowDecided | null {
  const { input } = turn;
  const venue = input.venues.get(parent.terms.venue);
  const draft = draftFor(parent, 'work', [sayOrder(parent)]);
  const settle = (change: Partial<DecisionDraft>): RowDecided => givenUp(turn, parent, { ...draft, ...change });
  const refuse = (not: string) => settle({ verdict: 'refused', not: [not, ...sayStalled(parent, input.now)] });
  if (!venue) return refuse(`no adapter is open for ${parent.terms.venue}`);
  const hold = (not: string) => settle({ not: [not, ...sayStalled(parent, input.now)] });
  const unread = input.snapshot.unread.find(({ venue: id }) => id === parent.terms.venue);
  if (unread) return hold(`${unread.venue} was not read: ${unread.error}`);
  try {
    const standing = standingOf(parent);
    const resting = isBound(parent, turn.desk) ? null : restingChild(turn, parent, standing, venue);
    if (resting !== null) return resting.kind === 'waits' ? null : resting.decided;
    if (standing.open.length > 0) return null;
    const stop = stopOf(turn, parent);
    if (stop.kind === 'waits') return settle({ not: [stop.why] });
    const worked = sendPart(turn, parent, standing, draft, hold);
    if (stop.events.length === 0) return worked;
    const touched = onlyEvents(turn, parent, stop.events);
    return worked === null ? touched : withEvents(worked, touched);
  } catch (error) {
    if (!(error instanceof BallastError)) return settle({ verdict: 'refused', not: [sayDefect(error)] });
    return refuse(sayRefusal(venue, error));
  }
}

function sendPart(
  turn: Turn,
  parent: WorkedParent,
  standing: Standing,
  draft: DecisionDraft,
  hold: (not: string) => RowDecided,
): RowDecided | null {
  const { input, portfolio } = turn;
  const { snapshot } = portfolio;
  const market = marketOf(input.snapshot, parent.terms.instrument);
  const due = dueNow(parent, standing, urgencyNow(turn, parent), input.now, market);
  if (due.quantity <= 0n) return null;
  const bound = allowedInBlock(parent, turn) ?? roomInLegs(parent, turn.desk);
  if (bound?.quantity === 0n) return hold(bound.says);
  const wanted = tradeOf(parent.terms, bound ? smallest(due.quantity, bound.quantity) : due.quantity);
  if (wanted.quantity < standing.leaves && notionalOf(snapshot, wanted) < leastChild) return null;
  const closed = marketOf(snapshot, wanted.instrument)?.closed ?? null;
  if (closed !== null) return hold(`${wanted.instrument} cannot be traded: ${closed}`);
  const held = whyHeldBack(parent, wanted, { snapshot, strategyHash: input.strategy.hash, now: input.now });
  if (held !== null) return hold(held);
  const taken = takenNow(turn, parent, wanted);
  // The market is where the order says that it waits.
  if (taken.kind === 'beyond') return givenUp(turn, parent, { ...draft, not: [taken.why] });
  if (taken.kind === 'nothing') return hold(taken.why);
  const objection = objectionOf(turn, draft)(taken.terms, snapshot);
  if (objection !== null) return hold(objection);
  const rescue = rescueUndone(turn.decided, taken.terms, draft.orderClass);
  if (rescue !== null) return hold(`it would undo \`${rescue}\` above`);
  const size = [due.says, bound?.says ?? '', ...taken.size].filter((one) => one !== '');
  const decided = decideRow(turn, { ...draft, size }, [{ terms: taken.terms, size: [] }], {
    least: leastOf(turn, taken.terms),
    hold: aDay,
  });
  const [decision] = decided.decisions;
  if (decision?.action && isLess(decision.action.terms, parent, standing)) {
    const not = [
      `it is to be done whole or not at all, and ${sayNumber(toFloat(standing.leaves))} cannot be now`,
      ...decision.size,
    ];
    return givenUp(turn, parent, { ...decision, verdict: 'refused', size: [], action: null, not });
  }
  if (decision?.verdict !== 'refused') return decided;
  const told = { ...decision, not: [...decision.not, ...sayStalled(parent, input.now)] };
  return withEvents(givenUp(turn, parent, told), decided);
}

/** Whether a part is sent of what is to be done whole. */
const isLess = (sent: OrderTerms, { terms }: WorkedParent, { leaves }: Standing): boolean =>
  terms.timeInForce === 'FOK' && sent.kind === 'trade' && sent.quantity < leaves;

/** What is left of an order may be less than a part has to be. */
const leastOf = ({ portfolio: { snapshot } }: Turn, terms: TradeTerms): number =>
  Math.min(leastChild, notionalOf(snapshot, terms));

/** What is to be done at once or not at all is canceled when it cannot be done. */
function givenUp(turn: Turn, parent: WorkedParent, decision: DecisionDraft): RowDecided {
  const { portfolio, usage } = turn;
  const { timeInForce } = parent.terms;
  const done: RowDecided = { decisions: [decision], portfolio, usage };
  if (timeInForce !== 'IOC' && timeInForce !== 'FOK') return done;
  return {
    ...onlyEvents(turn, parent, [{ event: { kind: 'cancel' }, text: decision.not.join('; ') }]),
    decisions: [decision],
  };
}

const withEvents = (done: RowDecided, { events = [] }: RowDecided): RowDecided => ({
  ...done,
  events: [...events, ...(done.events ?? [])],
});
