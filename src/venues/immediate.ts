import type { VenueId } from '../model/instrument.js';
import type { CollateralTerms, OrderTerms, TradeTerms } from '../model/order.js';
import { VenueRefusal } from './venue.js';

/** Terms that are carried out by the transaction itself. @throws VenueRefusal for what would wait in a venue's book */
export function immediate(venue: VenueId, terms: OrderTerms): TradeTerms | CollateralTerms {
  if (terms.kind === 'trade' || terms.kind === 'addCollateral' || terms.kind === 'removeCollateral') return terms;
  throw new VenueRefusal(`${venue} keeps no orders and owes nothing that could be claimed`, {
    facts: [`asked to ${terms.kind}`],
  });
}
