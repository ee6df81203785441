import { sayBps, sayNumber } from '../../assess/sayNumber.js';
import type { Approval } from '../../guard/check.js';
import { notionalOf } from '../../guard/notional.js';
import type { Action } from '../../model/decision.js';
import type { Desk, DeskEvent, WorkedParent } from '../../model/desk.js';
import type { Id, TradeTerms } from '../../model/order.js';
import type { ParentEvent } from '../../model/parentEvent.js';
import type { ParentTerms } from '../../model/parentOrder.js';
import type { Review } from '../../model/review.js';
import { marketOf, type Snapshot } from '../../model/snapshot.js';
import { fromFloat, multiplyWad, toFloat, type Wad, wad } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import { type Answer, answerTo, askReview, sayApprovedBy } from '../askReview.js';
import { contextOf } from '../checkContext.js';
import { coversOrder, wholeOf } from '../coversOrder.js';
import type { RowDecided } from '../decideRow.js';
import type { DecisionDraft } from '../plan.js';
import type { Portfolio } from '../portfolio.js';
import type { Turn } from '../turn.js';
import { type CaptureChecked, captureChecks } from './captureChecks.js';
import { acceptOf } from './depth.js';
import { unbounded } from './ground.js';
import { whyNoLeg } from './legsLeast.js';
import { estimateOf, slippageOf, withinLimit } from './limitPrice.js';
import { draftFor, tradeOf } from './parentTerms.js';
import { refusalsOf } from './refusals.js';
import { sayOrder } from './sayOrder.js';
import { sayStalled } from './stalled.js';
import { standingOf } from './standing.js';

/**
 * Whether an order that was asked for is taken on: accepted, left to a person, or rejected with all reasons.
 * @param answer - What people have said of it.
 */
export function capture(turn: Turn, parent: WorkedParent, ground: Portfolio, answer: Answer): RowDecided {
  const { input, portfolio, usage } = turn;
  const draft = draftFor(parent, 'capture', [`asked for by ${parent.author}: ${sayOrder(parent)}`]);
  const settle = (change: Partial<DecisionDraft>, events: readonly DeskEvent[] = []): RowDecided => {
    const all = [...answer.events, ...events];
    return { decisions: [{ ...draft, ...change }], portfolio, usage, ...(all.length > 0 ? { events: all } : {}) };
  };
  const tell = (event: ParentEvent, text = ''): DeskEvent => ({ kind: 'parent', parent: parent.id, event, text });
  const reject = (not: readonly string[], checks: DecisionDraft['checks'] = []) =>
    settle({ verdict: 'refused', not, checks }, [tell({ kind: 'reject' }, not.join('; '))]);

  const stalled = sayStalled(parent, input.now);
  const unread = input.snapshot.unread.find(({ venue }) => venue === parent.terms.venue);
  if (unread) return settle({ not: [`${unread.venue} was not read: ${unread.error}`, ...stalled] });
  const refusals = [...refusalsOf(parent, input.snapshot, input.now), ...whyNoLeg(turn, parent, ground)];
  if (refusals.length > 0) return reject(refusals);
  const venue = input.venues.get(parent.terms.venue);
  if (!venue) return reject([`no adapter is open for ${parent.terms.venue}`]);

  const { approved } = answer;
  const cut = approved ? cutTo(parent, approved, ground.snapshot) : null;
  const asked: WorkedParent = cut === null ? parent : { ...parent, state: { ...parent.state, quantity: cut } };
  const smaller =
    approved === null || cut === null
      ? []
      : [`cut to ${sayNumber(toFloat(cut))}, which ${sayApprovedBy(approved)} approved`];
  const { checks, rejected, waits, review } = checkedWhole(turn, asked, venue, ground, approved);
  const notWhole = asked.terms.timeInForce === 'FOK' ? whyNotWhole(asked, venue, portfolio.snapshot) : null;
  const not = [...rejected, ...(notWhole === null ? [] : [notWhole])];
  if (not.length > 0) return reject(not, checks);
  // Not knowing is no answer, but for one that is to be done now or never.
  if (waits.length > 0) {
    const isNow = parent.terms.timeInForce === 'IOC' || parent.terms.timeInForce === 'FOK';
    return isNow ? reject(waits, checks) : settle({ checks, not: [...waits, ...stalled] });
  }
  if (review.length > 0) {
    const question = askReview(turn, draft, wantedOf(turn, asked, venue, ground, checks, approved), answer);
    if (question.verdict === 'refused') return reject(question.not, checks);
    // What is asked about is the order as it is from now on: so the answer is found again.
    const made = question.events.length > 0 ? smaller.flatMap((text) => changedTo(asked, text, tell)) : [];
    const isFlagged = parent.state.status === 'PendingReview' && made.length === 0;
    const flag = isFlagged ? [] : [tell({ kind: 'flag' }, review.join('; '))];
    const events = [...made, ...flag, ...question.events];
    return settle({ verdict: 'review', checks, size: smaller, not: question.not }, events);
  }
  const events = [...smaller.flatMap((text) => changedTo(asked, text, tell)), tell(acceptOf(turn, asked))];
  return settle({ checks, size: smaller.length > 0 ? smaller : ['taken on'] }, events);
}

const changedTo = (
  { state: { quantity } }: WorkedParent,
  text: string,
  tell: (event: ParentEvent, text: string) => DeskEvent,
): DeskEvent[] => [tell({ kind: 'requestReplace', change: { quantity } }, text), tell({ kind: 'replace' }, text)];

/**
 * What people are asked about an order: with all that any of them must look at, also what an earlier answer has let pass, since only the
 * newest one holds.
 */
export function wantedOf(
  turn: Turn,
  asked: WorkedParent,
  venue: Venue,
  ground: Portfolio,
  checks: CaptureChecked['checks'],
  approved: Review | null,
): Parameters<typeof askReview>[2] {
  const terms = wholeOf(asked.terms, asked.state.quantity);
  const all = approved === null ? checks : checkedWhole(turn, asked, venue, ground, null).checks;
  return { terms, notional: notionalOf(ground.snapshot, terms), checks: all };
}

/** What people have said of an order as it is: not of what it was before it became more. */
export const answerOn = (turn: Turn, parent: WorkedParent): Answer => {
  const { rule, subject } = draftFor(parent, 'capture', []);
  const whole = wholeOf(parent.terms, parent.state.quantity);
  return answerTo(turn, rule, subject, whole, (one) => coversOrder(one, whole));
};

/** As much of an order as was approved, where that is less than all of it; null where it is all. */
export function cutTo({ terms, state }: WorkedParent, { approved, notional }: Review, snapshot: Snapshot): Wad | null {
  const now = notionalOf(snapshot, tradeOf(terms, state.quantity));
  // What was approved whole is approved at any price: only what was cut stays a sum of money.
  if (approved >= notional || !(now > approved)) return null;
  return multiplyWad(state.quantity, fromFloat(approved / now, 'down'), 'down');
}

/** Checks of an order, or of one with other terms, at the size that is left of it. */
export function checkedWhole(
  turn: Turn,
  parent: Pick<WorkedParent, 'id' | 'clOrdId' | 'orderClass' | 'state' | 'children' | 'earlier'> & {
    terms: ParentTerms;
  },
  venue: Venue,
  ground: Portfolio,
  approved: Review | null,
): CaptureChecked {
  const { snapshot } = ground;
  const { rule, subject, orderClass } = draftFor(parent, 'capture', []);
  const isWhole = parent.terms.timeInForce === 'FOK';
  const whole = tradeOf(parent.terms, standingOf(parent).leaves);
  const terms = isWhole ? whole : { ...whole, maxSlippage: unbounded };
  const all = notionalOf(snapshot, tradeOf(parent.terms, parent.state.quantity));
  const approval = approved ? approvalOf(approved, all) : null;
  const recorded = parentsById(turn.desk).get(parent.id);
  const desk: Desk = { ...turn.desk, parents: recorded ? [recorded] : [] };
  const contextFor = (asked: TradeTerms) => {
    const notional = notionalOf(snapshot, asked);
    const action: Action = { rule, subject, orderClass, terms: asked, notional, parent: parent.id };
    return { ...contextOf({ ...turn, desk, portfolio: ground }, action, snapshot, venue, 0), approval };
  };
  const part = isWhole ? whole : takenAtOnce(whole, venue, snapshot);
  const within = (maxSlippage: TradeTerms['maxSlippage']) =>
    captureChecks(contextFor(terms), contextFor({ ...part, maxSlippage }), isWhole);
  const wide = within(terms.maxSlippage);
  if (isWhole || wide.rejected.length === 0) return wide;
  // A venue may want the wallet to hold all that a bound allows it to take: the part's own is the one that it is sent with.
  const near = within(whole.maxSlippage);
  return near.rejected.length < wide.rejected.length ? near : wide;
}

const indexes = new WeakMap<Desk['parents'], ReadonlyMap<Id, WorkedParent>>();

/** Made once for a desk: each of thousands of orders would be searched for among all of them. */
function parentsById({ parents }: Desk): ReadonlyMap<Id, WorkedParent> {
  const found = indexes.get(parents) ?? new Map(parents.map((parent) => [parent.id, parent]));
  indexes.set(parents, found);
  return found;
}

/** What was approved whole is approved at any price; what was cut holds for all of an order, also for what is done of it. */
function approvalOf(review: Review, all: number): Approval | null {
  const isWhole = review.approved >= review.notional;
  if (!isWhole && all > review.approved) return null;
  const notional = Math.max(all, review.approved);
  return { notional, by: sayApprovedBy(review), codes: review.checks.map(({ code }) => code) };
}

/** As much of a trade as the market takes at once within its slippage, by halving; whole where that cannot be told. */
function takenAtOnce(whole: TradeTerms, venue: Venue, snapshot: Snapshot): TradeTerms {
  const reading = snapshot.readings.find((candidate) => candidate.venue === whole.venue);
  const last = marketOf(snapshot, whole.instrument)?.last;
  if (!reading || last === undefined || last <= 0n) return whole;
  let { quantity } = whole;
  for (let halved = 0; halved < 20 && quantity > 0n; halved++, quantity = wad(quantity / 2n)) {
    const part = { ...whole, quantity };
    const estimate = estimateOf(venue, reading, part);
    if (typeof estimate !== 'string' && slippageOf(estimate.price, last, whole.side) <= whole.maxSlippage) return part;
  }
  return whole;
}

/** Why an order cannot be filled whole at once; null when it is expected to be. */
function whyNotWhole(parent: WorkedParent, venue: Venue, snapshot: Snapshot): string | null {
  const { terms, state } = parent;
  const whole = tradeOf(terms, state.quantity);
  const cannot = 'it cannot be filled whole now';
  if (terms.price !== null) {
    const limited = withinLimit(whole, terms.price, venue, snapshot);
    if (limited.kind === 'beyond') return `${cannot}: ${limited.why}`;
    return limited.terms.quantity < whole.quantity ? `${cannot}: only a part is within its limit` : null;
  }
  const reading = snapshot.readings.find((candidate) => candidate.venue === terms.venue);
  const last = marketOf(snapshot, terms.instrument)?.last;
  if (!reading || last === undefined) return `${cannot}: its market was not read`;
  const estimate = estimateOf(venue, reading, whole);
  if (typeof estimate === 'string') return `${cannot}: ${estimate}`;
  const slippage = slippageOf(estimate.price, last, whole.side);
  if (slippage <= terms.maxSlippage) return null;
  return `${cannot}: ${sayBps(slippage)} expected, and ${sayBps(terms.maxSlippage)} allowed`;
}
