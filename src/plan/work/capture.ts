import { sayBps } from '../../assess/sayNumber.js';
import { notionalOf } from '../../guard/notional.js';
import type { Action } from '../../model/decision.js';
import type { DeskEvent, WorkedParent } from '../../model/desk.js';
import type { TradeTerms } from '../../model/order.js';
import type { ParentTerms } from '../../model/parentOrder.js';
import { marketOf, type Snapshot } from '../../model/snapshot.js';
import { type Wad, wad } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import { contextOf } from '../checkContext.js';
import type { RowDecided } from '../decideRow.js';
import type { DecisionDraft } from '../plan.js';
import type { Portfolio } from '../portfolio.js';
import type { Turn } from '../turn.js';
import { type CaptureChecked, captureChecks } from './captureChecks.js';
import { unbounded } from './ground.js';
import { estimateOf, slippageOf, withinLimit } from './limitPrice.js';
import { draftFor, tradeOf } from './parentTerms.js';
import { refusalsOf } from './refusals.js';
import { sayOrder } from './sayOrder.js';
import { standingOf } from './standing.js';

/** Whether an order that was asked for is taken on: accepted, left to a person, or rejected with all reasons. */
export function capture(turn: Turn, parent: WorkedParent, ground: Portfolio): RowDecided {
  const { input, portfolio, usage } = turn;
  const draft = draftFor(parent, 'capture', [`asked for by ${parent.author}: ${sayOrder(parent)}`]);
  const settle = (change: Partial<DecisionDraft>, events: readonly DeskEvent[] = []): RowDecided => ({
    decisions: [{ ...draft, ...change }],
    portfolio,
    usage,
    ...(events.length > 0 ? { events } : {}),
  });
  const tell = (event: 'accept' | 'flag' | 'reject', text: string): DeskEvent => ({
    kind: 'parent',
    parent: parent.id,
    event: { kind: event },
    text,
  });
  const reject = (not: readonly string[], checks: DecisionDraft['checks'] = []) =>
    settle({ verdict: 'refused', not, checks }, [tell('reject', not.join('; '))]);

  const unread = input.snapshot.unread.find(({ venue }) => venue === parent.terms.venue);
  if (unread) return settle({ not: [`${unread.venue} was not read: ${unread.error}`] });
  const refusals = refusalsOf(parent, input.snapshot, input.now);
  if (refusals.length > 0) return reject(refusals);
  const venue = input.venues.get(parent.terms.venue);
  if (!venue) return reject([`no adapter is open for ${parent.terms.venue}`]);

  const judged = checkedWhole(turn, parent, venue, ground);
  const { checks, rejected, waits, review } = judged;
  const notWhole = parent.terms.timeInForce === 'FOK' ? whyNotWhole(parent, venue, portfolio.snapshot) : null;
  const not = [...rejected, ...(notWhole === null ? [] : [notWhole])];
  if (not.length > 0) return reject(not, checks);
  // Not knowing is no answer, but for one that is to be done now or never.
  if (waits.length > 0) {
    const isNow = parent.terms.timeInForce === 'IOC' || parent.terms.timeInForce === 'FOK';
    return isNow ? reject(waits, checks) : settle({ checks, not: waits });
  }
  if (review && parent.state.status !== 'PendingReview') {
    const why = checks.flatMap(({ code, verdict, text }) => (verdict === 'review' ? [`${code}: ${text}`] : []));
    return settle({ verdict: 'review', checks, not: why }, [tell('flag', why.join('; '))]);
  }
  return settle({ checks, size: ['taken on'] }, [tell('accept', '')]);
}

/** Checks of an order, or of one with other terms, at the size that is left of it. */
export function checkedWhole(
  turn: Turn,
  parent: Pick<WorkedParent, 'id' | 'clOrdId' | 'orderClass' | 'state' | 'children'> & { terms: ParentTerms },
  venue: Venue,
  ground: Portfolio,
): CaptureChecked {
  const { snapshot } = ground;
  const { rule, subject, orderClass } = draftFor(parent, 'capture', []);
  const isWhole = parent.terms.timeInForce === 'FOK';
  const whole = tradeOf(parent.terms, standingOf(parent).leaves);
  const terms = isWhole ? whole : { ...whole, maxSlippage: unbounded };
  const contextFor = (asked: TradeTerms) => {
    const action: Action = {
      rule,
      subject,
      orderClass,
      terms: asked,
      notional: notionalOf(snapshot, asked),
      parent: parent.id,
    };
    return contextOf({ ...turn, portfolio: ground }, action, snapshot, venue, 0);
  };
  const part = isWhole ? whole : takenAtOnce(whole, venue, snapshot);
  return captureChecks(contextFor(terms), contextFor({ ...part, maxSlippage: terms.maxSlippage }), isWhole);
}

/** As much of a trade as the market takes at once within its slippage, by halving; whole where that cannot be told. */
function takenAtOnce(whole: TradeTerms, venue: Venue, snapshot: Snapshot): TradeTerms {
  const reading = snapshot.readings.find((candidate) => candidate.venue === whole.venue);
  const last = marketOf(snapshot, whole.instrument)?.last;
  if (!reading || last === undefined || last <= 0n) return whole;
  let quantity: Wad = whole.quantity;
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
  if (terms.price !== null) {
    const limited = withinLimit(whole, terms.price, venue, snapshot);
    if (limited.kind === 'beyond') return `it cannot be filled whole now: ${limited.why}`;
    if (limited.terms.quantity < whole.quantity)
      return 'it cannot be filled whole now: only a part is within its limit';
    return null;
  }
  const reading = snapshot.readings.find((candidate) => candidate.venue === terms.venue);
  const last = marketOf(snapshot, terms.instrument)?.last;
  if (!reading || last === undefined) return 'it cannot be filled whole now: its market was not read';
  const estimate = estimateOf(venue, reading, whole);
  if (typeof estimate === 'string') return `it cannot be filled whole now: ${estimate}`;
  const slippage = slippageOf(estimate.price, last, whole.side);
  return slippage <= terms.maxSlippage
    ? null
    : `it cannot be filled whole now: ${sayBps(slippage)} expected, and ${sayBps(terms.maxSlippage)} allowed`;
}
