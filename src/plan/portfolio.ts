import { assess } from '../assess/assess.js';
import { carryExposure } from '../guard/exposure.js';
import { shortMessageOf } from '../model/error.js';
import type { VenueId } from '../model/instrument.js';
import { isAboutBook, type OrderTerms } from '../model/order.js';
import type { Outlook } from '../model/outlook.js';
import type { RiskReport } from '../model/riskReport.js';
import type { Snapshot, UnreadVenue } from '../model/snapshot.js';
import type { Venue } from '../venues/venue.js';
import type { Pending } from './inFlight.js';
import { project } from './project.js';

/** A snapshot, as it is or as it will be, and what it risks. */
export interface Portfolio {
  snapshot: Snapshot;
  risk: RiskReport;
  /** What it was judged by, as will be what becomes of it. */
  outlook: Outlook;
}

type Venues = ReadonlyMap<VenueId, Venue>;

export const portfolioOf = (snapshot: Snapshot, venues: Venues, outlook: Outlook): Portfolio => ({
  snapshot,
  risk: assess(snapshot, venues, outlook),
  outlook,
});

/**
 * What neither trades nor moves collateral leaves what is held as it is; what a claim brings is counted once it is here.
 * @throws VenueRefusal when the venue would not take the terms.
 */
export function portfolioAfter(portfolio: Portfolio, venues: Venues, terms: OrderTerms): Portfolio {
  if (isAboutBook(terms)) return portfolio;
  const after = portfolioOf(project(portfolio.snapshot, venues, terms), venues, portfolio.outlook);
  carryExposure(portfolio, after);
  return after;
}

/**
 * The portfolio with orders as if filled. An order whose effect its venue cannot tell leaves that venue `unseen`:
 * what will be held there is not known.
 */
export function withOrders(
  portfolio: Portfolio,
  venues: Venues,
  orders: readonly Pending[],
): { portfolio: Portfolio; unseen: UnreadVenue[] } {
  if (orders.length === 0) return { portfolio, unseen: [] };
  const unseen: UnreadVenue[] = [];
  let { snapshot } = portfolio;
  for (const order of orders) {
    try {
      snapshot = project(snapshot, venues, order.terms, order.venueOrder);
    } catch (error) {
      const reason = `what ${order.name} will do cannot be told: ${shortMessageOf(error)}`;
      unseen.push({ venue: order.terms.venue, error: reason });
    }
  }
  return { portfolio: portfolioOf(snapshot, venues, portfolio.outlook), unseen };
}
