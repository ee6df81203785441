import type { VenueId } from '../model/instrument.js';
import { isSameFunding } from '../model/market.js';
import { isAboutBook, type OrderId, type OrderTerms } from '../model/order.js';
import type { Position } from '../model/position.js';
import type { Snapshot, VenueReading } from '../model/snapshot.js';
import { multiplyWad, tokenAmount, wad } from '../model/units.js';
import { type Venue, VenueRefusal } from '../venues/venue.js';

/**
 * The snapshot as it is expected to be once `terms` have filled.
 *
 * A venue knows its own reading only; what it takes from or gives to the wallet is carried over to every other reading
 * of the same tokens, so that two rules cannot spend the same dollar.
 *
 * @param venueOrder - Set when the venue holds the order: it holds it no more then.
 * @throws VenueRefusal when the venue was not read or would not take the order.
 */
export function project(
  snapshot: Snapshot,
  venues: ReadonlyMap<VenueId, Venue>,
  terms: OrderTerms,
  venueOrder?: OrderId,
): Snapshot {
  const venue = venues.get(terms.venue);
  const before = snapshot.readings.find((reading) => reading.venue === terms.venue);
  if (!venue || !before) throw new VenueRefusal(`${terms.venue} was not read at this block`);
  const filled = venue.after(before, terms, venueOrder);
  const after =
    venueOrder === undefined || !filled.orders
      ? filled
      : { ...filled, orders: filled.orders.filter(({ id }) => id !== venueOrder) };
  const paid = given(terms) ?? paidFromWallet(before, after);
  return {
    ...snapshot,
    readings: snapshot.readings.map((reading) => (reading === before ? after : withPaid(reading, paid))),
  };
}

/**
 * What an order is judged and prepared on: the portfolio as it will be; but as it is for one that is about the venue's
 * own book, where an order that counts as carried out still waits, and can be taken back or changed.
 */
export const groundOf = (terms: OrderTerms, projected: Snapshot, asItIs: Snapshot): Snapshot =>
  isAboutBook(terms) ? asItIs : projected;

/** Base units by lower-case token address: what left the wallet; negative is what came in. */
type Paid = ReadonlyMap<string, bigint>;

/** What a transfer of a token takes; the wallet's own reading has no rows of what may be spent. null: it is no such transfer. */
const given = (terms: OrderTerms): Paid | null =>
  terms.kind === 'transfer' && !('position' in terms.asset)
    ? new Map([[terms.asset.address.toLowerCase(), terms.asset.amount]])
    : null;

function paidFromWallet(before: VenueReading, after: VenueReading): Paid {
  const paid = new Map<string, bigint>();
  for (const row of before.funding) {
    const left = after.funding.find((candidate) => isSameFunding(candidate, row));
    // Every spender's row of a token tells of the same wallet, so what one of them tells counts once.
    if (left && left.balance !== row.balance) paid.set(row.token.address.toLowerCase(), row.balance - left.balance);
  }
  return paid;
}

function withPaid(reading: VenueReading, paid: Paid): VenueReading {
  if (paid.size === 0) return reading;
  return {
    ...reading,
    funding: reading.funding.map((funding) => {
      const amount = paid.get(funding.token.address.toLowerCase());
      return amount === undefined ? funding : { ...funding, balance: tokenAmount(funding.balance - amount) };
    }),
    positions: reading.positions.map((position) => tokensLeft(position, paid)),
  };
}

/** Orders are paid for with tokens in the wallet; what a venue holds or owes of the same token is its own to tell. */
function tokensLeft(position: Position, paid: Paid): Position {
  const { instrument } = position;
  if (instrument.kind !== 'token' || instrument.venue !== 'wallet') return position;
  const amount = paid.get(instrument.address.toLowerCase());
  if (amount === undefined) return position;
  const quantity = wad(position.quantity - (amount * 10n ** 18n) / 10n ** BigInt(instrument.decimals));
  return { ...position, quantity, value: multiplyWad(quantity, position.mark, 'down') };
}
