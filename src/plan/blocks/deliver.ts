import { sayNumber } from '../../assess/sayNumber.js';
import type { BlockEvent, BlockState, DeskEvent } from '../../model/desk.js';
import type { Instrument } from '../../model/instrument.js';
import { type OrderTerms, shortId, type TransferredPosition, type TransferTerms } from '../../model/order.js';
import type { PositionId } from '../../model/position.js';
import { marketOf, positionsOf, type Snapshot } from '../../model/snapshot.js';
import { smallest, toFloat, tokenAmount, type Wad, wad } from '../../model/units.js';
import type { RowDecided } from '../decideRow.js';
import type { DecisionDraft } from '../plan.js';
import type { Turn } from '../turn.js';
import { type Deliveries, type Delivery, deliveriesOf, type Owed } from './deliveriesOf.js';
import { quoteOf } from './fundingOf.js';
import { draftOf, sayAsset, sendTransfer, whySendingWaits } from './sendTransfer.js';

/** So many transfers of a block are decided in one tick; the others at the next blocks. */
export const mostTransfers = 40;

/**
 * Gives each member its share and its change, and books what has arrived; ends the block when all have all of theirs. What is in doubt
 * for one does not hold up the others.
 */
export function deliver(turn: Turn, block: BlockState): RowDecided | null {
  const { snapshot } = turn.portfolio;
  const instrument = marketOf(snapshot, block.instrument)?.instrument;
  const quote = instrument && quoteOf(instrument, snapshot, instrument.venue);
  // Not read at this block.
  if (!instrument || !quote || block.account === null) return null;
  const deliveries = deliveriesOf(block, instrument, quote);
  const events: DeskEvent[] = [...booked(block, deliveries)];
  const decisions: DecisionDraft[] = [];
  let { portfolio, usage } = turn;
  let room = mostTransfers;
  const touched = new Set(turn.openOrders.flatMap(({ terms }) => positionIn(terms)));
  for (const delivery of deliveries.all) {
    for (const owed of [delivery.due, delivery.change]) {
      if (room === 0) break;
      const left = owed.amount - owed.sent.done - owed.sent.open;
      if (left <= 0n || (owed === delivery.change && delivery.late)) continue;
      const decided = send({ ...turn, portfolio, usage }, { block, instrument, delivery, owed, left, touched });
      if (decided === null) continue;
      for (const { action } of decided.decisions)
        for (const id of action ? positionIn(action.terms) : []) touched.add(id);
      decisions.push(...decided.decisions);
      events.push(...(decided.events ?? []));
      ({ portfolio, usage } = decided);
      room -= 1;
    }
  }
  if (decisions.length === 0) events.push(...ended(block, deliveries));
  return decisions.length + events.length === 0 ? null : { decisions, portfolio, usage, events };
}

interface Sending {
  block: BlockState;
  instrument: Instrument;
  delivery: Delivery;
  owed: Owed;
  /** In the units of what is owed. */
  left: bigint;
  /** Positions that parts are given of already, in this tick or before. */
  touched: ReadonlySet<PositionId>;
}

/** null where it has its turn at a later block. */
function send(turn: Turn, { block, instrument, delivery, owed, left, touched }: Sending): RowDecided | null {
  const { member, parent, share } = delivery;
  const asset = assetOf(turn.portfolio.snapshot, instrument, owed, left);
  const what = share === null ? 'it was left out, and gets back what it sent' : sayShare(share.quantity, instrument);
  const because = [`${what} of block ${shortId(block.id)}`];
  const hold = (not: string): RowDecided => ({
    decisions: [{ ...draftOf(block, parent, because), not: [not] }],
    portfolio: turn.portfolio,
    usage: turn.usage,
  });
  if (asset === null) return hold(`nothing of ${instrument.id} is there to be given`);
  // The last part is the position itself, and that is only known once the others have gone.
  if ('position' in asset && touched.has(asset.position) && isAll(turn.portfolio.snapshot, asset)) return null;
  const terms: TransferTerms = {
    kind: 'transfer',
    venue: 'position' in asset ? instrument.venue : 'wallet',
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

const sayShare = (quantity: Wad, { id }: Instrument): string => `its ${sayNumber(toFloat(quantity))} of ${id}`;

/** A position is given as far as it goes, the one with the smallest name first: the rest comes out of the next. */
function assetOf(
  snapshot: Snapshot,
  instrument: Instrument,
  { token }: Owed,
  left: bigint,
): TransferTerms['asset'] | null {
  if (token) {
    const { symbol, address, decimals } = token;
    return { token: symbol, address, decimals, amount: tokenAmount(left) };
  }
  const [position] = positionsOf(snapshot)
    .filter((held) => held.instrument.id === instrument.id && held.quantity > 0n)
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
  if (!position) return null;
  return { instrument: instrument.id, position: position.id, quantity: wad(smallest(left, position.quantity)) };
}

const isSettled = ({ amount, sent }: Owed): boolean => sent.done >= amount && sent.open === 0n;

/** Shares that have arrived and are not booked yet. */
function booked(block: BlockState, { whole, all }: Deliveries): BlockEvent[] {
  return all.flatMap(({ member, share, due }): BlockEvent[] => {
    const isBooked = block.allocations.some(({ parent }) => parent === member.parent);
    if (share === null || share.quantity === 0n || isBooked || !isSettled(due)) return [];
    const { quantity, grossTradeAmt, fee } = share;
    const allocation = { block: block.id, parent: member.parent, quantity, avgPx: whole.avgPx, grossTradeAmt, fee };
    return [{ kind: 'allocate', allocation, child: due.sent.last?.id ?? null }];
  });
}

/** Over once everybody has all that is due to it, and it is written down. */
function ended(block: BlockState, deliveries: Deliveries): BlockEvent[] {
  const { all, whole } = deliveries;
  const isAll =
    all.length === block.members.length &&
    all.every(({ due, change, late }) => !late && isSettled(due) && isSettled(change));
  if (!isAll || booked(block, deliveries).length > 0) return [];
  const wasTraded = whole.quantity > 0n;
  const to = wasTraded ? 'Allocated' : 'Canceled';
  const text = wasTraded ? 'all have what is theirs' : 'nothing was traded, and all have back what they sent';
  return [{ kind: 'moveBlock', block: block.id, from: 'Allocating', to, text }];
}
