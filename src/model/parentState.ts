import { BallastError } from './error.js';
import type { ParentEvent, ParentEventKind } from './parentEvent.js';
import { parentMoves } from './parentMoves.js';
import {
  leavesQty,
  type ParentChange,
  type ParentOrder,
  type ParentState,
  type ParentStatus,
  type ParentTerms,
} from './parentOrder.js';
import { bpsWorse } from './slippage.js';
import { divideWad, multiplyWad, smallest, toFloat, type Wad, wad, ZERO } from './units.js';

/** Something that cannot happen to a parent order as it stands. */
export class IllegalEventError extends BallastError {
  override name = 'IllegalEventError';
}

/** Whether such an event can happen to an order of a status at all. What is said of it may still be impossible: `parentAfter`. */
export const allows = (status: ParentStatus, kind: ParentEventKind): boolean => parentMoves[status][kind] !== undefined;

/** Of an order that was just asked for. */
export const newParentState = (quantity: Wad): ParentState => ({
  status: 'PendingNew',
  stage: 'captured',
  quantity,
  cumQty: ZERO,
  overQty: ZERO,
  grossTradeAmt: ZERO,
  cxlQty: ZERO,
  isPaused: false,
  isCanceling: false,
  replacing: null,
});

/** FIX AvgPx (tag 6), USD per unit, rounded down; null before the first fill. */
export const avgPx = ({ cumQty, grossTradeAmt }: ParentState): Wad | null =>
  cumQty > 0n ? divideWad(grossTradeAmt, cumQty, 'down') : null;

/**
 * Where an order stands after an event. cumQty + leavesQty + cxlQty = quantity holds before and after, and leavesQty is 0 exactly
 * when the order is over.
 *
 * A trade and a bust are facts: they count whatever has been asked for meanwhile. One on an order that was canceled or has expired
 * moves quantity between what was done and what will not be. What is done beyond what is left is added to the quantity of the
 * order, since the chain has it, and kept apart as `overQty`; a bust takes that back first. A bust may open a filled order again,
 * with whatever was asked for and came too late: a cancel above all.
 *
 * @throws IllegalEventError
 */
export function parentAfter(state: ParentState, event: ParentEvent): ParentState {
  if (!allows(state.status, event.kind)) throw illegal(state, event, reasons[state.status] ?? '');
  const problem = problemOf(state, event);
  if (problem !== null) throw illegal(state, event, problem);
  const changed = changedBy(state, event);
  return { ...changed, status: statusOf(changed, event.kind) };
}

/** Of the average against a price before (that on arrival), basis points; more is worse. null where either is not known. */
export function slippageOf(state: ParentState, side: ParentTerms['side'], before: number | null): number | null {
  const average = avgPx(state);
  if (average === null || !before) return null;
  return bpsWorse(toFloat(average), before, side);
}

/** The order itself after an event: with its terms as replaced, and one event more. @throws IllegalEventError */
export const orderAfter = <Order extends ParentOrder>(order: Order, event: ParentEvent): Order => ({
  ...order,
  terms: termsAfter(order, event),
  state: parentAfter(order.state, event),
  executions: order.executions + 1,
});

/** As replaced, or without a stop price once that was touched. */
function termsAfter({ terms, state }: ParentOrder, { kind }: ParentEvent): ParentTerms {
  if (kind === 'replace') return { ...terms, ...state.replacing };
  return kind === 'trigger' ? { ...terms, stopPx: null } : terms;
}

function changedBy(state: ParentState, event: ParentEvent): ParentState {
  switch (event.kind) {
    case 'accept':
      return { ...state, stage: 'accepted', ...(event.impact === undefined ? {} : { impact: event.impact }) };
    case 'trigger':
      return state;
    case 'flag':
      return { ...state, stage: 'flagged' };
    case 'trade':
      return traded(state, event.quantity, event.price);
    case 'bust':
      return busted(state, event.quantity, event.price);
    case 'pause':
      return { ...state, isPaused: true };
    case 'resume':
      return { ...state, isPaused: false };
    case 'requestCancel':
      return { ...state, isCanceling: true };
    case 'refuseCancel':
      return { ...state, isCanceling: false };
    case 'requestReplace':
      return { ...state, replacing: event.change };
    case 'refuseReplace':
      return { ...state, replacing: null };
    case 'replace':
      return replaced(state);
    case 'reject':
    case 'cancel':
    case 'expire':
      return {
        ...state,
        cxlQty: wad(state.quantity - state.cumQty),
        isPaused: false,
        isCanceling: false,
        replacing: null,
      };
  }
}

/** An end by a word stands, whatever is done or undone afterwards; what follows from quantities follows them. */
function statusOf(state: ParentState, kind: ParentEventKind): ParentStatus {
  if (kind === 'reject') return 'Rejected';
  if (kind === 'cancel') return 'Canceled';
  if (kind === 'expire') return 'Expired';
  if (state.status === 'Canceled' || state.status === 'Expired') return state.status;
  if (leavesQty(state) === 0n) return 'Filled';
  if (state.isCanceling) return 'PendingCancel';
  if (state.replacing !== null) return 'PendingReplace';
  if (state.stage === 'captured') return 'PendingNew';
  if (state.stage === 'flagged') return 'PendingReview';
  if (state.isPaused) return 'Suspended';
  return state.cumQty > 0n ? 'PartiallyFilled' : 'New';
}

/** Of an order that has ended, what would not be done any more comes down first; of any, what is too much is more quantity. */
function traded(state: ParentState, quantity: Wad, price: Wad): ParentState {
  const fromLeaves = smallest(quantity, leavesQty(state));
  const fromCanceled = smallest(wad(quantity - fromLeaves), state.cxlQty);
  const over = quantity - fromLeaves - fromCanceled;
  return {
    ...state,
    quantity: wad(state.quantity + over),
    overQty: wad(state.overQty + over),
    cumQty: wad(state.cumQty + quantity),
    cxlQty: wad(state.cxlQty - fromCanceled),
    grossTradeAmt: wad(state.grossTradeAmt + amountOf(quantity, price)),
  };
}

function busted(state: ParentState, quantity: Wad, price: Wad): ParentState {
  const over = smallest(quantity, state.overQty);
  const isEnded = state.status === 'Canceled' || state.status === 'Expired';
  return {
    ...state,
    quantity: wad(state.quantity - over),
    overQty: wad(state.overQty - over),
    cumQty: wad(state.cumQty - quantity),
    cxlQty: isEnded ? wad(state.cxlQty + quantity - over) : state.cxlQty,
    grossTradeAmt: wad(state.grossTradeAmt - amountOf(quantity, price)),
  };
}

/** Rounded down fill by fill, so that a bust takes away exactly what its trade has brought. */
const amountOf = (quantity: Wad, price: Wad): Wad => multiplyWad(quantity, price, 'down');

/** What nobody has taken on yet is looked at anew, by its new terms. */
const replaced = (state: ParentState): ParentState => ({
  ...state,
  stage: state.stage === 'accepted' ? 'accepted' : 'captured',
  quantity: state.replacing?.quantity ?? state.quantity,
  replacing: null,
});

/** Why an event that such an order may meet cannot be true of this one; null when it can. */
function problemOf(state: ParentState, event: ParentEvent): string | null {
  switch (event.kind) {
    case 'trade':
    case 'bust':
      if (event.quantity <= 0n) return `its quantity is ${toFloat(event.quantity)}`;
      if (event.price < 0n) return `its price is ${toFloat(event.price)}`;
      if (state.stage !== 'accepted') return 'it has not been accepted yet';
      return event.kind === 'bust' && event.quantity > state.cumQty
        ? `${toFloat(event.quantity)} cannot be undone of the ${toFloat(state.cumQty)} that were done`
        : null;
    case 'pause':
      return state.isPaused ? 'it is paused already' : null;
    case 'resume':
      return state.isPaused ? null : 'it is not paused';
    case 'requestReplace':
      return changeProblem(event.change);
    case 'replace':
      return replaceProblem(state);
    default:
      return null;
  }
}

function changeProblem(change: ParentChange): string | null {
  if (Object.keys(change).length === 0) return 'nothing of it is to be changed';
  return change.quantity !== undefined && change.quantity <= 0n ? 'its quantity would be 0: cancel it instead' : null;
}

/** Why what is asked for cannot be granted: the keeper refuses it then. null when it can, or nothing is asked for. */
export function replaceProblem({ replacing, cumQty }: ParentState): string | null {
  const quantity = replacing?.quantity;
  return quantity !== undefined && quantity < cumQty
    ? `${toFloat(cumQty)} of it are done already, and ${toFloat(quantity)} is less`
    : null;
}

/** Why nothing more can happen, where there is a word for it. */
const reasons: Readonly<Partial<Record<ParentStatus, string>>> = {
  Filled: 'it is done',
  Canceled: 'it is over',
  Expired: 'it is over',
  Rejected: 'it was never taken on',
  PendingCancel: 'a cancel is asked for and not answered yet',
};

function illegal({ status }: ParentState, { kind }: ParentEvent, why: string): IllegalEventError {
  return new IllegalEventError(`an order that is ${status} cannot ${says[kind]}`, {
    ...(why === '' ? {} : { facts: [why] }),
    mend: 'see where it stands: `ballast order show`',
  });
}

const says: Readonly<Record<ParentEventKind, string>> = {
  accept: 'be accepted',
  flag: 'be left to a person',
  reject: 'be rejected',
  trade: 'trade',
  bust: 'lose a trade',
  trigger: 'be triggered',
  pause: 'be paused',
  resume: 'go on',
  requestCancel: 'be asked to end',
  cancel: 'be canceled',
  refuseCancel: 'refuse a cancel',
  requestReplace: 'be asked to change',
  replace: 'be replaced',
  refuseReplace: 'refuse a change',
  expire: 'expire',
};
