import { sayNumber } from '../../assess/sayNumber.js';
import type { BlockEvent, BlockState, DeskEvent } from '../../model/desk.js';
import type { InstrumentId } from '../../model/instrument.js';
import { type OrderTerms, shortId, type TransferredPosition, type TransferTerms } from '../../model/order.js';
import type { PositionId } from '../../model/positionId.js';
import { marketOf, positionsOf, type Snapshot } from '../../model/snapshot.js';
import { smallest, toFloat, tokenAmount, type Wad, wad } from '../../model/units.js';
import type { RowDecided } from '../decideRow.js';
import type { DecisionDraft } from '../plan.js';
import type { Turn } from '../turn.js';
import { isHeldUp } from '../work/begun.js';
import { arrivedShares, isFinal, isSettled } from './arrived.js';
import { type Deliveries, type Delivery, deliveriesOf, type Owed, type Things } from './deliveriesOf.js';
import { draftOf, sayAsset, sendTransfer, stuck, whySendingWaits } from './sendTransfer.js';
import { endedUnpaid, hasSettled } from './settledMeanwhile.js';
import { thingsOf } from './thingsOf.js';

/** So many transfers of a block are decided in one tick; the others at the next blocks. */
export const mostTransfers = 40;

/**
 * Gives each member its share and its change, and books what has arrived; ends the block when all have all of theirs. What is in doubt
 * for one does not hold up the others.
 */
export function deliver(turn: Turn, block: BlockState): RowDecided | null {
  const things = thingsOf(block, turn.portfolio.snapshot);
  if (block.account === null) return null;
  if (things === null) return heldWhole(turn, block, `${block.instrument} was not read`);
  const deliveries = sharedOut(block, things);
  if (typeof deliveries === 'string') return heldWhole(turn, block, deliveries);
  if (hasSettled(block, things, turn.portfolio.snapshot, turn.input.now)) {
    const over = endedUnpaid(block, deliveries);
    if (over.length > 0) return { decisions: [], portfolio: turn.portfolio, usage: turn.usage, events: over };
  }
  const events: DeskEvent[] = [...arrivedShares(block, deliveries)];
  const { decisions, sent, portfolio, usage } = give(turn, block, things, deliveries);
  events.push(...sent);
  if (decisions.length === 0) events.push(...ended(block, deliveries));
  return decisions.length + events.length === 0 ? null : { decisions, portfolio, usage, events };
}

/** While a block is worked, whoever was left out gets back already what it has sent. */
export function giveBack(turn: Turn, block: BlockState): RowDecided | null {
  const things = thingsOf(block, turn.portfolio.snapshot);
  if (things === null || block.account === null) return null;
  const deliveries = sharedOut(block, things);
  if (typeof deliveries === 'string') return heldWhole(turn, block, deliveries);
  const out = deliveries.all.filter(({ member }) => member.quantity === 0n);
  const { decisions, sent, portfolio, usage } = give(turn, block, things, { ...deliveries, all: out });
  return decisions.length === 0 ? null : { decisions, portfolio, usage, events: sent };
}

/** A sentence where what was traded is nobody's. */
function sharedOut(block: BlockState, things: Things): Deliveries | string {
  try {
    return deliveriesOf(block, things);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `${stuck}more was traded than the members have ordered, and somebody must say whose it is: ${error.message}`;
  }
}

/** Nothing can be done for anybody. */
export function heldWhole({ portfolio, usage }: Turn, block: BlockState, not: string): RowDecided | null {
  const [about] = block.parents;
  if (!about) return null;
  const because = [`what becomes of block ${shortId(block.id)}`];
  return { decisions: [{ ...draftOf(block, about, because), not: [not] }], portfolio, usage };
}

interface Given extends RowDecided {
  sent: readonly DeskEvent[];
}

function give(turn: Turn, block: BlockState, things: Things, deliveries: Deliveries): Given {
  const sent: DeskEvent[] = [];
  const decisions: DecisionDraft[] = [];
  let { portfolio, usage } = turn;
  let room = isHeldUp(turn.input) ? 1 : mostTransfers;
  const touched = new Set(turn.openOrders.flatMap(({ terms }) => positionIn(terms)));
  for (const delivery of deliveries.all) {
    for (const owed of [delivery.due, delivery.change]) {
      if (room === 0) break;
      const left = owed.amount - owed.sent.done - owed.sent.open;
      if (left <= 0n || (owed === delivery.change && delivery.late)) continue;
      const decided = send({ ...turn, portfolio, usage }, { block, things, delivery, owed, left, touched });
      if (decided === null) continue;
      for (const { action } of decided.decisions)
        for (const id of action ? positionIn(action.terms) : []) touched.add(id);
      decisions.push(...decided.decisions);
      sent.push(...(decided.events ?? []));
      ({ portfolio, usage } = decided);
      // What only waits leaves others their turn.
      if (decided.decisions.some(({ verdict }) => verdict === 'act')) room -= 1;
    }
  }
  return { decisions, sent, portfolio, usage };
}

interface Sending {
  block: BlockState;
  things: Things;
  delivery: Delivery;
  owed: Owed;
  /** In the units of what is owed. */
  left: bigint;
  /** Positions that parts are given of already, in this tick or before. */
  touched: ReadonlySet<PositionId>;
}

/** null where it has its turn at a later block. */
function send(turn: Turn, { block, things, delivery, owed, left, touched }: Sending): RowDecided | null {
  const { member, parent, share } = delivery;
  const { instrument } = things;
  const { snapshot } = turn.portfolio;
  const asset = assetOf(snapshot, instrument, owed, left);
  const what = share === null ? 'it was left out, and gets back what it sent' : sayShare(share.quantity, instrument);
  const because = [`${what} of block ${shortId(block.id)}`];
  const hold = (not: string): RowDecided => ({
    decisions: [{ ...draftOf(block, parent, because), not: [not] }],
    portfolio: turn.portfolio,
    usage: turn.usage,
  });
  if (delivery.short > 0n && owed === delivery.due)
    return hold(
      `${stuck}what it has sent did not come after all, or not all that was spent for it: it gets its share once it has`,
    );
  if (asset === null) {
    return hold(`${marketOf(snapshot, instrument) ? '' : stuck}nothing of ${instrument} is there to be given`);
  }
  // The last part is the position itself, and that is only known once the others have gone.
  if ('position' in asset && touched.has(asset.position) && isAll(snapshot, asset)) return null;
  const terms: TransferTerms = {
    kind: 'transfer',
    venue: 'position' in asset ? parent.terms.venue : 'wallet',
    asset,
    to: member.account,
    reference: block.id,
  };
  const waits = whySendingWaits(owed.sent, turn.input.now);
  return waits === null ? sendTransfer(turn, block, parent, terms, [`${sayAsset(terms)}: ${because[0]}`]) : hold(waits);
}

const positionIn = (terms: OrderTerms): PositionId[] =>
  terms.kind === 'transfer' && 'position' in terms.asset ? [terms.asset.position] : [];

const isAll = (snapshot: Snapshot, { position, quantity }: TransferredPosition): boolean =>
  positionsOf(snapshot).find(({ id }) => id === position)?.quantity === quantity;

const sayShare = (quantity: Wad, instrument: InstrumentId): string =>
  `its ${sayNumber(toFloat(quantity))} of ${instrument}`;

/** A position is given as far as it goes, the one with the smallest name first: the rest comes out of the next. */
function assetOf(
  snapshot: Snapshot,
  instrument: InstrumentId,
  { token }: Owed,
  left: bigint,
): TransferTerms['asset'] | null {
  if (token) {
    const { symbol, address, decimals } = token;
    return { token: symbol, address, decimals, amount: tokenAmount(left) };
  }
  const [position] = positionsOf(snapshot)
    .filter((held) => held.instrument.id === instrument && held.quantity > 0n)
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
  if (!position) return null;
  return { instrument, position: position.id, quantity: wad(smallest(left, position.quantity)) };
}

/** Over once everybody has all that is due to it, and it is written down. */
function ended(block: BlockState, deliveries: Deliveries): BlockEvent[] {
  const { all, whole } = deliveries;
  const isAll =
    all.length === block.members.length &&
    all.every(({ due, change, late, short }) => !late && short === 0n && isSettled(due) && isSettled(change)) &&
    isFinal(block);
  if (!isAll || arrivedShares(block, deliveries).length > 0) return [];
  const wasTraded = whole.quantity > 0n;
  const to = wasTraded ? 'Allocated' : 'Canceled';
  const text = wasTraded ? 'all have what is theirs' : 'nothing was traded, and all have back what they sent';
  return [{ kind: 'moveBlock', block: block.id, from: 'Allocating', to, text }];
}
