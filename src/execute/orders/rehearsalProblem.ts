import type { Order, TransactionRequest } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { type Wei, wei, weiToFloat } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import { effectProblem } from './effectProblem.js';
import { priceProblem } from './priceProblem.js';
import { quantityProblem } from './quantityProblem.js';
import type { Rehearsal } from './rehearse.js';

/**
 * What speaks against sending although the rehearsal went through; null when nothing does.
 *
 * An effect that is not the order's stops every class, `survive` too: a transaction that does something else saves nobody.
 * The order ends with what was seen, and the rule decides anew at the next block.
 * @param input.cost most that the transaction may cost in gas, wei
 * @param input.reading of the order's venue, in the snapshot that it stands on
 */
export function rehearsalProblem(input: {
  order: Order;
  venue: Venue;
  request: TransactionRequest;
  rehearsal: Rehearsal & { ok: true };
  cost: bigint;
  reading?: VenueReading | undefined;
}): string | null {
  const { order, venue, request, rehearsal, cost, reading } = input;
  const short = wei(cost + request.value - rehearsal.balance);
  if (short > 0n) return `the account lacks ${eth(short)} of the gas token for this transaction`;
  const { effect } = rehearsal;
  if (effect) return effectProblem({ order, venue, request: effect.of, effect, account: order.account, reading });
  if (request.purpose !== 'trade' || order.terms.kind !== 'trade') return null;
  const quote = venue.quote(order.terms, rehearsal.returned);
  // Whoever trades later is bound by what the request says.
  return quote && (priceProblem(order.terms, quote.price) ?? quantityProblem(order.terms, quote.quantity));
}

const eth = (value: Wei): string => weiToFloat(value).toFixed(6);
