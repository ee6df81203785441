import type { Order, TransactionRequest } from '../../model/order.js';
import { absolute, toFloat, type Wei, wad, wei, weiToFloat } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import type { Rehearsal } from './rehearse.js';

/**
 * What speaks against sending although the rehearsal went through; null when nothing does.
 * @param input.cost most that the transaction may cost in gas, wei
 */
export function rehearsalProblem(input: {
  order: Order;
  venue: Venue;
  request: TransactionRequest;
  rehearsal: Rehearsal & { ok: true };
  cost: bigint;
}): string | null {
  const { order, venue, request, rehearsal, cost } = input;
  const short = wei(cost + request.value - rehearsal.balance);
  if (short > 0n) return `the account lacks ${eth(short)} of the gas token for this transaction`;
  if (request.purpose !== 'trade' || order.terms.kind !== 'trade') return null;
  const quote = venue.quote(order.terms, rehearsal.returned);
  // Whoever trades later is bound by what the request says.
  if (quote === null) return null;
  const { quantity } = quote;
  // A close that the venue cuts short still reduces the risk; its fill says how far it came.
  if (order.terms.reduceOnly && quantity > 0n && quantity <= order.terms.quantity) return null;
  const off = absolute(wad(quantity - order.terms.quantity));
  // A thousandth is more than any venue's rounding.
  if (off * 1000n <= order.terms.quantity) return null;
  return `the venue would trade ${toFloat(quantity)} instead of ${toFloat(order.terms.quantity)}`;
}

const eth = (value: Wei): string => weiToFloat(value).toFixed(6);
