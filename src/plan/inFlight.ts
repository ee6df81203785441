import type { Subject } from '../model/decision.js';
import { isAboutBook, isOpen, type Order, type OrderId, type OrderTerms, shortId } from '../model/order.js';
import type { PositionId } from '../model/positionId.js';
import { marginAccountsOf, type Snapshot, type UnreadVenue } from '../model/snapshot.js';
import type { Rule } from '../model/strategy.js';
import type { VenueOrder } from '../model/venueOrder.js';
import { unrecordedOf } from './unrecorded.js';

/** Orders of the account that may still have an effect. */
export const openOrdersOf = (orders: readonly Order[], snapshot: Snapshot): Order[] =>
  orders.filter((order) => isOpen(order.status) && order.account.toLowerCase() === snapshot.account.toLowerCase());

/** Something asked for that will change what is held, and has not yet. */
export interface Pending {
  terms: OrderTerms;
  /** Set when the venue holds it: what it takes has left the wallet already. */
  venueOrder?: OrderId;
  /** `order 0198f2c4-7a1b`, `order 0x1f22a4b0… by hand`. */
  name: string;
}

export interface InFlight {
  /** On their way, as far as anybody can tell. */
  vouched: readonly Pending[];
  /** May never happen: they count for every rule, so that nothing is done twice, but survival does not rely on them. */
  doubtful: readonly Pending[];
  /** Venues that hold an order of which nobody can tell what it will do. */
  untold: readonly UnreadVenue[];
  /** Asked for by the operator, past ballast, and not carried out yet. */
  byHand: readonly VenueOrder[];
  /** The venue will not carry these out as things are: they count for nothing. */
  suspended: readonly VenueOrder[];
}

/**
 * What is on its way, each once. An order of ours that no venue holds yet counts by its own terms; one that a venue
 * holds counts as the venue tells it, for as long as the venue shows it: once it does not, it has had its effect or
 * will never have one, and either way this block tells all there is. One that the ledger has not heard of yet is known by
 * what it does. Orders that rest at a venue may never be carried
 * out and are not in flight; neither is what changes no position: resting, cancelling, claiming.
 */
export function inFlightOf(openOrders: readonly Order[], snapshot: Snapshot): InFlight {
  const atVenues = venueOrdersOf(snapshot).filter(({ ordType }) => ordType === 'Market');
  const known = (id: OrderId) => openOrders.find((order) => order.venueOrders?.includes(id));
  const unrecorded = unrecordedOf(
    openOrders.filter((order) => changesWhatIsHeld(order.terms) && !isAtVenue(order)),
    atVenues.filter(({ id }) => known(id) === undefined),
  );
  const ours = (id: OrderId) => known(id) ?? unrecorded.get(id);
  const told = new Set(unrecorded.values());
  const isTakenBack = (id: OrderId) => openOrders.some(({ terms }) => terms.kind === 'cancel' && terms.order === id);
  const waiting = atVenues.filter(({ status }) => status === 'New');

  const vouched: Pending[] = [];
  const doubtful: Pending[] = [];
  const untold: UnreadVenue[] = [];
  for (const order of waiting) {
    const owner = ours(order.id);
    const name = owner ? `order ${shortId(owner.id)}` : `order ${shortVenueOrder(order.id)} by hand`;
    if (order.terms === null) {
      untold.push({ venue: order.venue, error: `what ${name} will do cannot be told: ${order.describe}` });
      continue;
    }
    const isCertain = !order.overdue && !isTakenBack(order.id) && (owner === undefined || isVouchedFor(owner));
    (isCertain ? vouched : doubtful).push({ terms: order.terms, venueOrder: order.id, name });
  }
  for (const order of openOrders) {
    if (!changesWhatIsHeld(order.terms) || isAtVenue(order) || told.has(order)) continue;
    (isVouchedFor(order) ? vouched : doubtful).push({
      terms: asIfFilled(order.terms),
      name: `order ${shortId(order.id)}`,
    });
  }
  return {
    vouched,
    doubtful,
    untold,
    byHand: waiting.filter(({ id }) => ours(id) === undefined),
    suspended: venueOrdersOf(snapshot).filter(({ status }) => status === 'Suspended'),
  };
}

/**
 * On its way, as far as anybody can tell. An order that waits for approval, or of which nobody knows what became, may
 * never happen.
 */
const isVouchedFor = (order: Order): boolean => order.status !== 'PendingReview' && order.status !== 'Unknown';

/** Whether its venue holds it, or held it: then the venue's own book tells what is left of it. */
const isAtVenue = ({ venueOrders }: Order): boolean => venueOrders !== undefined && venueOrders.length > 0;

export const venueOrdersOf = (snapshot: Snapshot): VenueOrder[] =>
  snapshot.readings.flatMap(({ orders }) => orders ?? []);

/** Enough of a venue's id to find it by: `0x1f22a4b0…`. */
export const shortVenueOrder = (id: OrderId): string => (id.length > 14 ? `${id.slice(0, 10)}…` : id);

/** What is in flight counts as if filled, wherever the market is by now. */
function asIfFilled(terms: OrderTerms): OrderTerms {
  if (terms.kind !== 'trade') return terms;
  const { worstPrice: _, ...rest } = terms;
  return rest;
}

const changesWhatIsHeld = (terms: OrderTerms): boolean => !isAboutBook(terms);

/** The open orders that a rule has made about a subject and waits for. A resting one that is in its place is no wait. */
export function ordersAbout(
  orders: readonly Order[],
  strategy: string,
  rule: Pick<Rule, 'name'>,
  subject: Subject,
  snapshot: Snapshot,
): Order[] {
  return orders.filter(
    (order) =>
      order.strategy === strategy &&
      order.rule === rule.name &&
      !(order.terms.kind === 'rest' && isAtVenue(order)) &&
      isAbout(order, subject, snapshot),
  );
}

function isAbout({ terms, parent }: Order, subject: Subject, snapshot: Snapshot): boolean {
  if ('parent' in subject) return parent === subject.parent;
  if ('underlying' in subject) return true;
  if ('venue' in subject) return terms.venue === subject.venue;
  if ('venueOrder' in subject) return terms.kind === 'cancel' && terms.order === subject.venueOrder;
  if ('marginAccount' in terms) return terms.marginAccount === subject.marginAccount;
  if (terms.kind === 'claim' || terms.kind === 'transfer') return false;
  const position = terms.kind === 'cancel' ? positionOf(terms.order, snapshot) : terms.position;
  const account = marginAccountsOf(snapshot).find((candidate) => candidate.id === subject.marginAccount);
  return position !== null && (account?.positions.includes(position) ?? false);
}

const positionOf = (order: OrderId, snapshot: Snapshot): PositionId | null =>
  venueOrdersOf(snapshot).find(({ id }) => id === order)?.position ?? null;

/** Of these, the ones that touch what a rule is about: an instrument that it trades, or a margin account. */
export function touching(
  orders: readonly VenueOrder[],
  rule: Rule,
  subject: Subject,
  snapshot: Snapshot,
): VenueOrder[] {
  if (rule.kind === 'hedge')
    return orders.filter(({ instrument }) => instrument !== null && rule.on.includes(instrument));
  if (!('marginAccount' in subject)) return [];
  const account = marginAccountsOf(snapshot).find(({ id }) => id === subject.marginAccount);
  return orders.filter(({ position, terms }) => {
    if (position !== null && account?.positions.includes(position)) return true;
    return terms !== null && 'marginAccount' in terms && terms.marginAccount === subject.marginAccount;
  });
}
