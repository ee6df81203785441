import { sayNumber } from '../../assess/sayNumber.js';
import { notionalOf } from '../../guard/notional.js';
import type { DeskEvent, LegsState, WorkedParent } from '../../model/desk.js';
import { isParentOpen, leavesQty, type ParentTerms } from '../../model/parentOrder.js';
import { marketOf, positionsOf, type Snapshot } from '../../model/snapshot.js';
import { absolute, smallest, toFloat, type Wad, wad } from '../../model/units.js';
import type { Turn } from '../turn.js';
import { isCrumb } from './crumb.js';
import { leastChild } from './ending.js';
import { legsIn, undoingOf, undoName } from './legs.js';
import { lostOf } from './legsLost.js';
import { tradeOf } from './parentTerms.js';
import { standingOf } from './standing.js';

/** So often what a leg did is tried to be traded back; then a person has to. */
export const mostUndone = 3;
/** What was taken away is known to so many parts: a position is not turned round for less. */
const rounding = 1_000_000_000n;
/** Between two tries. */
const pause = 60_000;

/** What is to be written so that what legs did is traded back; `isOver`: all of it was. */
export interface Undoing {
  events: readonly DeskEvent[];
  isOver: boolean;
}

/**
 * Trades back what legs have done: each by an order of its own on the other side, at the market, at once, within the slippage that the
 * leg was allowed. What somebody else has taken away is not traded back. It only reduces where the account still holds what the leg brought. A market that is closed is waited for. What is
 * more, or less, than was thought (a fill undone by its chain) changes the order, or makes another.
 */
export function undoLegs(turn: Turn, list: LegsState): Undoing {
  const each = legsIn(list).map((leg) => undoLeg(turn, list, leg));
  return { events: each.flatMap(({ events }) => events), isOver: each.every(({ isOver }) => isOver) };
}

function undoLeg(turn: Turn, list: LegsState, leg: WorkedParent): Undoing {
  const { snapshot } = turn.input;
  const tried = undoingOf(list, leg);
  const open = tried.find(({ state }) => isParentOpen(state.status));
  const covered = tried.reduce((sum, one) => sum + standingOf(one).done, 0n);
  const missing = standingOf(leg).done - covered - lostOf(list, leg) - (open ? standingOf(open).leaves : 0n);
  if (open) return { events: missing < 0n ? lessOf(open, wad(-missing)) : [], isOver: false };
  if (missing <= 0n) return { events: [], isOver: true };
  const back = backOf(leg, wad(missing), snapshot);
  const { quantity } = back;
  const isLittle = notionalOf(snapshot, tradeOf(back, quantity)) < leastChild;
  if (isLittle || isCrumb(turn, { terms: back, state: leg.state }, quantity)) return { events: [], isOver: true };
  const last = tried.at(-1);
  const waits = tried.length >= mostUndone || (last !== undefined && turn.input.now - last.createdAt < pause);
  const market = marketOf(snapshot, leg.terms.instrument);
  if (waits || !market || market.closed !== null) return { events: [], isOver: false };
  const { strategy, account, chainId, mode, orderClass } = leg;
  const clOrdId = undoName(leg, tried.length + 1);
  const text = `${list.text}; trades back the ${sayNumber(toFloat(quantity))} that leg ${leg.clOrdId} has done`;
  const order = { clOrdId, strategy, account, chainId, mode, orderClass, terms: back, text };
  return { events: [{ kind: 'undoLeg', list: list.id, order }], isOver: false };
}

/** It is to do less than it was asked for; what is in flight is waited for. */
function lessOf(open: WorkedParent, by: Wad): DeskEvent[] {
  const { state, id } = open;
  const isFree = state.status === 'New' || state.status === 'PartiallyFilled';
  if (!isFree || standingOf(open).open.length > 0) return [];
  const text = 'a fill of its leg did not happen after all';
  const tell = (event: Extract<DeskEvent, { kind: 'parent' }>['event']): DeskEvent => ({
    kind: 'parent',
    parent: id,
    event,
    text,
  });
  if (by >= leavesQty(state)) return [tell({ kind: 'requestCancel' })];
  const quantity = wad(state.quantity - by);
  return [tell({ kind: 'requestReplace', change: { quantity } }), tell({ kind: 'replace' })];
}

function backOf({ terms }: WorkedParent, missing: Wad, snapshot: Snapshot): ParentTerms {
  const side = terms.side === 'Buy' ? 'Sell' : 'Buy';
  const held = positionsOf(snapshot).filter(
    (one) =>
      one.instrument.id === terms.instrument &&
      (terms.position === null || one.id === terms.position) &&
      (terms.side === 'Buy' ? one.quantity > 0n : one.quantity < 0n),
  );
  const whole = held.find((one) => absolute(one.quantity) >= missing - missing / rounding);
  const quantity = whole ? smallest(missing, absolute(whole.quantity)) : missing;
  const { leverage, venue, instrument, maxSlippage } = terms;
  return {
    ...{ venue, instrument, position: terms.position ?? whole?.id ?? null, side, quantity },
    ...{ ordType: 'Market', price: null, stopPx: null, reduceOnly: whole !== undefined },
    ...{ timeInForce: 'GTC', expireTime: null, algorithm: { kind: 'immediate' }, maxSlippage },
    ...(leverage === undefined ? {} : { leverage }),
  };
}
