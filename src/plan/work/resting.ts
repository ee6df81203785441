import type { WorkedParent } from '../../model/desk.js';
import { isOpen, type RestingTerms } from '../../model/order.js';
import { marketOf } from '../../model/snapshot.js';
import { DAY } from '../../model/time.js';
import { bps, divideWad, fromFloat, milliseconds, toFloat, WAD, type Wad, wad } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import { decideRow, type RowDecided } from '../decideRow.js';
import { venueOrdersOf } from '../inFlight.js';
import type { Turn } from '../turn.js';
import { whyHeldBack } from './failures.js';
import { nothingNew } from './onlyEvents.js';
import { draftFor, tradeOf } from './parentTerms.js';
import { sayOrder } from './sayOrder.js';
import { filledOf, type Standing } from './standing.js';
import { takeBack } from './takeBack.js';

/** Where the venue did not carry out a resting order so many times, the keeper holds it. */
const mostRests = 2;

/**
 * A stop or limit order at a venue where orders rest is held there, whole, as one child. null: the keeper holds it, since nothing
 * rests there, or it is worked in parts, or can be traded at once.
 */
export function restingChild(
  turn: Turn,
  parent: WorkedParent,
  standing: Standing,
  venue: Venue,
): { kind: 'waits' } | { kind: 'decided'; decided: RowDecided } | null {
  const child = standing.open.find(({ terms }) => terms.kind === 'rest');
  if (child) {
    const owner = turn.openOrders.find(({ id }) => id === child.id);
    const there = venueOrdersOf(turn.input.snapshot).find(({ id }) => owner?.venueOrders?.includes(id));
    if (there?.status !== 'Suspended') return { kind: 'waits' };
    const decided = takeBack(turn, parent, `${there.venue} will not carry it out as things are`);
    return decided === null ? { kind: 'waits' } : { kind: 'decided', decided };
  }
  if (standing.open.length > 0 || standing.free <= 0n) return null;
  const terms = restingTerms(turn, parent, standing.free);
  if (terms === null || restsOf(parent, terms.triggerPrice) >= mostRests) return null;
  const { snapshot } = turn.portfolio;
  const draft = draftFor(parent, 'work', [sayOrder(parent)]);
  const held = whyHeldBack(parent, tradeOf(parent.terms, standing.free), {
    snapshot,
    strategyHash: turn.input.strategy.hash,
    now: turn.input.now,
  });
  if (held !== null)
    return { kind: 'decided', decided: { ...nothingNew(turn), decisions: [{ ...draft, not: [held] }] } };
  const size = [`held by ${venue.id} until ${toFloat(terms.triggerPrice)} USD`];
  const decided = decideRow(turn, { ...draft, size }, [{ terms, size: [] }], { least: 0, hold: milliseconds(DAY) });
  // What the venue will not hold, the keeper does.
  return decided.decisions.some(({ verdict }) => verdict === 'refused') ? null : { kind: 'decided', decided };
}

/** How often it has rested at this trigger, and ended without being carried out. */
const restsOf = ({ children }: WorkedParent, triggerPrice: Wad): number =>
  children.filter(
    (child) =>
      child.terms.kind === 'rest' &&
      child.terms.triggerPrice === triggerPrice &&
      !isOpen(child.status) &&
      filledOf(child) === 0n,
  ).length;

/** As the venue would hold it; null where it does not, or where it can be traded at once. */
function restingTerms({ input }: Turn, { terms }: WorkedParent, quantity: Wad): RestingTerms | null {
  const { ordType, price, stopPx, side, reduceOnly, algorithm, timeInForce } = terms;
  const reading = input.snapshot.readings.find((candidate) => candidate.venue === terms.venue);
  const market = marketOf(input.snapshot, terms.instrument);
  const isPatient = timeInForce === 'GTC' || timeInForce === 'GTD';
  if (!reading?.orders || !market || algorithm.kind !== 'immediate' || !isPatient) return null;
  const base = {
    kind: 'rest' as const,
    venue: terms.venue,
    instrument: terms.instrument,
    position: terms.position,
    side,
    quantity,
    reduceOnly,
    replaces: null,
    ...(terms.leverage === undefined ? {} : { leverage: terms.leverage }),
  };
  if (stopPx !== null) {
    const isTouched = side === 'Buy' ? market.mark >= stopPx : market.mark <= stopPx;
    if (isTouched) return null;
    if (price === null) {
      // A bound would stop a stop-loss exactly when it is needed.
      return { ...base, ordType: 'Stop', triggerPrice: stopPx, maxSlippage: reduceOnly ? null : terms.maxSlippage };
    }
    const room = side === 'Buy' ? price - stopPx : stopPx - price;
    if (room < 0n) return null;
    return { ...base, ordType: 'Stop', triggerPrice: stopPx, maxSlippage: bps(partsOf(room, stopPx)) };
  }
  if (ordType !== 'Limit' || price === null) return null;
  const isAtOnce = side === 'Buy' ? market.last <= price : market.last >= price;
  if (isAtOnce) return null;
  // Carried out where all of its slippage is within the limit: rounded away from it.
  const slippage = fromFloat(terms.maxSlippage / 10_000, 'up');
  const triggerPrice =
    side === 'Buy' ? divideWad(price, wad(WAD + slippage), 'down') : divideWad(price, wad(WAD - slippage), 'up');
  return {
    ...base,
    ordType: 'Limit',
    triggerPrice,
    maxSlippage: bps(partsOf(distance(price, triggerPrice), triggerPrice)),
  };
}

const distance = (a: Wad, b: Wad): bigint => (a > b ? a - b : b - a);

/** Basis points that `room` is of `whole`, rounded down to a millionth of one, and one millionth less. */
function partsOf(room: bigint, whole: Wad): number {
  const parts = (room * 10_000_000_000n) / whole - 1n;
  return parts > 0n ? Number(parts) / 1_000_000 : 0;
}
