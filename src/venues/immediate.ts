import type { VenueId } from '../model/instrument.js';
import type { CollateralTerms, MarginKind, OrderTerms, TradeTerms } from '../model/order.js';
import { VenueRefusal } from './venue.js';

/** Terms that are carried out by the transaction itself. @throws VenueRefusal for what would wait in a venue's book */
export function immediate(venue: VenueId, terms: OrderTerms): TradeTerms | CollateralTerms<MarginKind> {
  if (terms.kind === 'trade' || isOfMargin(terms)) return terms;
  if (terms.kind === 'repay' || terms.kind === 'borrow') throw noLoans(venue, terms);
  if (terms.kind === 'transfer') throw noTransfers(venue);
  throw new VenueRefusal(`${venue} keeps no orders and owes nothing that could be claimed`, {
    facts: [`asked to ${terms.kind}`],
  });
}

const isOfMargin = (terms: OrderTerms): terms is CollateralTerms<MarginKind> =>
  terms.kind === 'addCollateral' || terms.kind === 'removeCollateral';

/** What a venue says of which nothing can be given to another account. */
export const noTransfers = (venue: VenueId): VenueRefusal =>
  new VenueRefusal(`what is held on ${venue} cannot be given to another account`);

/** What a venue says that lends nothing. */
export const noLoans = (venue: VenueId, { kind }: OrderTerms): VenueRefusal =>
  new VenueRefusal(`${venue} lends nothing`, { facts: [`asked to ${kind}`] });
