import type { VenueId } from '../../model/instrument.js';
import { type Fill, isOpen, type OrderId, type OrderTerms, type OrdStatus } from '../../model/order.js';
import type { FollowedVenueOrder } from '../../record/statements/venueOrders.js';
import { filledText } from '../orders/filledText.js';
import { mostLooks, positionSilent } from './judgeVenueOrder.js';

/** `0x1234abcd…`: enough of what a venue calls an order to name it in a sentence. */
export const shortOrderId = (id: OrderId): string => (id.length > 12 ? `${id.slice(0, 10)}…` : id);

type Waiting = Pick<FollowedVenueOrder, 'id' | 'status' | 'text' | 'looks'>;

/**
 * How an order stands when all of it is in its venue's book, or was: from how those stand.
 * @param rows at least one
 * @param fills all that they did
 */
export function statusOf(
  terms: OrderTerms,
  venue: VenueId,
  rows: readonly Waiting[],
  fills: readonly Fill[],
): { status: OrdStatus; text: string } {
  const waiting = rows.filter(({ status }) => isOpen(status));
  const lost = waiting.filter(({ looks }) => looks >= mostLooks);
  const filled = rows.filter(({ status }) => status === 'Filled');
  const canceled = rows.filter(({ status }) => status === 'Canceled');
  if (lost.length > 0) {
    const changed = lost.some(({ text }) => text === positionSilent) ? `; ${positionSilent}` : '';
    const text = `gone from the book of ${venue}, and no event tells why: ${named(lost)}${changed}`;
    return { status: 'Unknown', text };
  }
  if (waiting.length > 0) return standing(terms, venue, waiting, filled.length, rows.length);
  if (filled.length === 0) return { status: 'Canceled', text: reasons(canceled) };
  const rest = `${filled.length} of ${rows.length} parts filled, the rest canceled: ${reasons(canceled)}`;
  // What the venue changed of its own accord is part of how it was filled.
  const notes = new Set(filled.map(({ text }) => text));
  const said = [filledText(terms, fills), ...notes, canceled.length > 0 ? rest : ''];
  return { status: 'Filled', text: said.filter((text) => text !== '').join('; ') };
}

function standing(
  terms: OrderTerms,
  venue: VenueId,
  waiting: readonly Waiting[],
  filled: number,
  all: number,
): { status: OrdStatus; text: string } {
  const suspended = waiting.filter(({ status }) => status === 'Suspended');
  const waits =
    suspended.length > 0
      ? `suspended by ${venue}: ${reasons(suspended)}`
      : terms.kind === 'rest'
        ? `rests at ${venue}: ${named(waiting)}`
        : `waits at ${venue} for its keeper: ${named(waiting)}`;
  if (filled > 0) return { status: 'PartiallyFilled', text: `${filled} of ${all} parts filled; ${waits}` };
  return { status: suspended.length > 0 ? 'Suspended' : 'New', text: waits };
}

const named = (rows: readonly Waiting[]): string => rows.map(({ id }) => shortOrderId(id)).join(', ');

/** Each once. */
const reasons = (rows: readonly Waiting[]): string =>
  [...new Set(rows.map(({ text }) => text || 'the venue gave no reason'))].join('; ');
