import { sayBps, sayNumber } from '../assess/sayNumber.js';
import type { MarginAccount } from '../model/marginAccount.js';
import type { Order, OrderId, RestingTerms } from '../model/order.js';
import type { Position } from '../model/position.js';
import type { VenueReading } from '../model/snapshot.js';
import type { ProtectRule } from '../model/strategy.js';
import { absolute, toFloat, type Wad } from '../model/units.js';
import type { VenueOrder } from '../model/venueOrder.js';
import type { Venue } from '../venues/venue.js';
import { shortVenueOrder } from './inFlight.js';
import { hold, idle, refused, type Sizing } from './sizing.js';
import { stopPriceOf } from './stopPrice.js';

/** Of a share of this a stop may fall short of its position: a venue's own rounding. */
const rounding = 1e-6;

export interface ProtectFacts {
  rule: ProtectRule;
  account: MarginAccount;
  /** As it is: a stop is for what is held, and not for what is on its way. */
  reading: VenueReading;
  venue: Venue;
  openOrders: readonly Order[];
  /** What on its way or above in this tick changes the account, in words; empty when nothing does. */
  changing: string;
}

/**
 * The stop-loss that each position of a margin account should have at its venue, if it has not: placed, moved when its
 * trigger is further from its place than the rule tolerates or it does not cover the position, and taken back where
 * there are several or nothing is left to protect from. Stops of ours alone are touched; an operator's own that covers
 * the position as early is enough.
 */
export function sizeProtect(facts: ProtectFacts): Sizing {
  const { rule, account, reading, venue } = facts;
  if (!reading.orders) return refused(`no order can rest at ${venue.id}: it cannot protect ${account.id}`);
  const wishes = reading.positions
    .filter(({ id }) => account.positions.includes(id))
    .map((position) => wishFor(facts, position, reading.orders ?? []));
  const acting = wishes.find(({ kind }) => kind === 'sized');
  if (acting) return acting;
  return wishes.find(({ kind }) => kind === 'refused') ?? wishes.find(({ kind }) => kind === 'hold') ?? idle;

  function wishFor({ openOrders, changing }: ProtectFacts, position: Position, orders: readonly VenueOrder[]): Sizing {
    const stops = orders.filter((order) => closes(order, position));
    const isOurs = ({ id }: VenueOrder) =>
      openOrders.some(({ terms, venueOrders }) => terms.kind === 'rest' && venueOrders?.includes(id));
    const [ours, others] = [stops.filter(isOurs), stops.filter((stop) => !isOurs(stop))];
    const wanted = stopPriceOf(venue, reading, account, position, rule.at);
    const health = `health ${sayNumber(account.health)}`;
    if (wanted.kind === 'unknown') return refused(`${venue.id} does not say where ${account.id} gets to ${rule.at}`);
    if (wanted.kind === 'past') {
      // What stands is left to do its work; what is suspended does none.
      if (ours.some(({ status }) => status === 'New')) return idle;
      const dead = ours.map(({ id }) => `; ${shortVenueOrder(id)} is suspended by ${venue.id}`).join('');
      return hold(`${health} is not above ${sayNumber(rule.at)}: a stop would close ${position.id} at once${dead}`);
    }
    if (wanted.kind === 'never') {
      // It was placed when there was less collateral, and would close a position that is in no danger there.
      const [needless] = ours;
      const why = `no price of its own brings ${position.id} to a health of ${sayNumber(rule.at)}`;
      return needless ? takingBack(needless, why) : idle;
    }
    const { price } = wanted;
    const distance = (stop: VenueOrder) => apart(stop.triggerPrice, price, position.mark);
    const [best, ...surplus] = [...ours].sort(
      (a, b) =>
        Number(a.status === 'Suspended') - Number(b.status === 'Suspended') ||
        distance(a) - distance(b) ||
        (a.id < b.id ? -1 : 1),
    );
    if (!best && others.some((stop) => stop.status === 'New' && coversAsEarly(stop, position, price))) return idle;
    const fault = best && faultOf(best, position, distance(best));
    if (best && fault === null) {
      const [extra] = surplus;
      return extra ? takingBack(extra, `${position.id} has its stop already`) : idle;
    }
    if (best && changing !== '') return hold(`the stop of ${position.id} waits: ${changing}`);
    // Doubtful prices put it elsewhere, and back again when they are over; one that is dead or too small is made anew.
    const doubt =
      reading.markets.find(({ instrument }) => instrument.id === position.instrument.id)?.reduceOnly ?? null;
    if (best?.status === 'New' && covers(best, position) && doubt !== null) {
      return hold(`the stop of ${position.id} stays where it is: ${doubt}`);
    }
    const terms = stopFor(position, price, best?.id ?? null);
    const at = `${health}; it would be ${sayNumber(rule.at)} at ${sayNumber(toFloat(price))} USD`;
    const does = `${terms.side.toLowerCase()} all ${sayNumber(toFloat(terms.quantity))} of ${position.id} there`;
    const size = [
      `${at}: ${does}`,
      ...(best && fault ? [`in the place of ${shortVenueOrder(best.id)}: ${fault}`] : []),
    ];
    return { kind: 'sized', terms, size, least: 0 };
  }

  function faultOf(stop: VenueOrder, position: Position, away: number): string | null {
    if (stop.status === 'Suspended') return 'the venue has suspended it';
    if (away > rule.tolerance) {
      return `its trigger ${sayNumber(toFloat(stop.triggerPrice ?? (0n as Wad)))} USD is ${sayBps(away)} off; ${sayBps(rule.tolerance)} are tolerated`;
    }
    return covers(stop, position) ? null : 'it does not cover the whole position';
  }

  function takingBack({ id, venue: at, describe }: VenueOrder, why: string): Sizing {
    const size = [`${why}: take back ${describe} (${shortVenueOrder(id)})`];
    return { kind: 'sized', terms: { kind: 'cancel', venue: at, order: id }, size, least: 0 };
  }

  function stopFor({ id, quantity, instrument }: Position, triggerPrice: Wad, replaces: OrderId | null): RestingTerms {
    return {
      kind: 'rest',
      ordType: 'Stop',
      venue: venue.id,
      instrument: instrument.id,
      position: id,
      side: quantity > 0n ? 'Sell' : 'Buy',
      quantity: absolute(quantity),
      reduceOnly: true,
      triggerPrice,
      maxSlippage: rule.maxSlippage,
      replaces,
    };
  }
}

/** A reduce-only stop of the position. */
const closes = ({ ordType, position, terms, triggerPrice }: VenueOrder, { id, quantity }: Position): boolean =>
  ordType === 'Stop' &&
  position === id &&
  triggerPrice !== null &&
  terms?.kind === 'rest' &&
  terms.reduceOnly &&
  terms.side === (quantity > 0n ? 'Sell' : 'Buy');

const covers = ({ terms }: VenueOrder, { quantity }: Position): boolean =>
  terms?.kind === 'rest' && toFloat(terms.quantity) >= toFloat(absolute(quantity)) * (1 - rounding);

const coversAsEarly = (stop: VenueOrder, position: Position, price: Wad): boolean => {
  const trigger = stop.triggerPrice ?? 0n;
  return covers(stop, position) && (position.quantity > 0n ? trigger >= price : trigger <= price);
};

/**
 * Basis points between a trigger and where it belongs: of the mark where that is more, since a stop far below it would
 * be moved for cents.
 */
const apart = (trigger: Wad | null, price: Wad, mark: Wad): number =>
  trigger === null
    ? Number.POSITIVE_INFINITY
    : (Math.abs(toFloat(trigger) - toFloat(price)) / Math.max(toFloat(price), toFloat(mark))) * 10_000;
