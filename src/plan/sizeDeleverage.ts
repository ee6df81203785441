import { sayNumber } from '../assess/sayNumber.js';
import { notionalOf } from '../guard/notional.js';
import type { MarginAccount } from '../model/marginAccount.js';
import type { OrderClass, TradeTerms } from '../model/order.js';
import { marketOf, type Snapshot, type VenueReading } from '../model/snapshot.js';
import type { DeleverageRule } from '../model/strategy.js';
import { toFloat } from '../model/units.js';
import { type Venue, VenueRefusal } from '../venues/venue.js';
import { reducing } from './reducing.js';
import { sayMargin } from './sayMargin.js';
import { hold, refused, type Sizing } from './sizing.js';

/**
 * The reduction that brings a margin account to the rule's target. Side, size and `reduceOnly` are made to reduce
 * here, whatever the venue answered: for survival no later check asks again. When survival cannot reach the target,
 * it is content with `surviveBelow`.
 */
export function sizeDeleverage(
  rule: DeleverageRule,
  account: MarginAccount,
  reading: VenueReading,
  venue: Venue,
  orderClass: OrderClass,
  snapshot: Snapshot,
  surviveBelow: number,
): Sizing {
  if (account.health >= rule.to) {
    return hold(`health ${sayNumber(account.health)} is at its target of ${sayNumber(rule.to)} already`);
  }
  const targets = orderClass === 'survive' && surviveBelow < rule.to ? [rule.to, surviveBelow] : [rule.to];
  for (const target of targets) {
    const wanted = venue.reductionFor(reading, account, target, rule.maxSlippage);
    if (wanted === null) continue;
    const terms = reducing(wanted, reading.positions);
    if (terms === null)
      return refused(`${venue.id} named ${wanted.position ?? 'no position'} to reduce; it is not held`);
    const notional = notionalOf(snapshot, terms);
    const trade = `${terms.side.toLowerCase()} ${sayNumber(toFloat(terms.quantity))} ${terms.instrument}`;
    const size = [
      `health ${sayNumber(account.health)} to ${sayAim(target, rule.to, healthAfter(venue, reading, account, terms))}: ${trade}, worth ${sayNumber(notional)} USD; ${sayMargin(account)}`,
    ];
    const closed = marketOf(snapshot, terms.instrument)?.closed ?? null;
    if (closed !== null) return refused(`${terms.instrument} cannot be traded: ${closed}`, size);
    if (terms.quantity === 0n) return hold('there is nothing to reduce', size);
    if (orderClass !== 'survive' && notional < rule.minimum) {
      return hold(`${sayNumber(notional)} USD is below the minimum of ${sayNumber(rule.minimum)} USD`, size);
    }
    return { kind: 'sized', terms, size, least: rule.minimum };
  }
  const facts = [`health ${sayNumber(account.health)}; ${sayMargin(account)}`];
  const closed = closedMarkets(account, reading);
  if (closed.length > 0) return refused(`${account.id} cannot be reduced: ${closed.join('; ')}`, facts);
  return refused(`no reduction brings ${account.id} to a health of ${sayNumber(rule.to)}`, facts);
}

/** A reduction may be as much as the venue takes at once, which the next block goes on from. */
function sayAim(target: number, wanted: number, reached: number | null): string {
  if (reached !== null && reached < target * (1 - roundings)) {
    return `${sayNumber(reached)}, as much as fits of the way to ${sayNumber(wanted)}`;
  }
  return target === wanted ? sayNumber(target) : `${sayNumber(target)}, as ${sayNumber(wanted)} is out of reach`;
}

/** What a venue's own rounding may leave between the health asked for and the health foreseen. */
const roundings = 1e-3;

/** Health once the trade has filled as expected; null when the venue cannot tell. Closed altogether: Infinity. */
function healthAfter(venue: Venue, reading: VenueReading, { id }: MarginAccount, terms: TradeTerms): number | null {
  try {
    const after = venue.after(reading, terms).marginAccounts.find((account) => account.id === id);
    return after?.health ?? Number.POSITIVE_INFINITY;
  } catch (error) {
    if (error instanceof VenueRefusal) return null;
    throw error;
  }
}

/** Why what the account holds cannot be traded now, each reason once; none when any of it can. */
function closedMarkets({ positions }: MarginAccount, reading: VenueReading): string[] {
  const instruments = reading.positions.filter(({ id }) => positions.includes(id)).map((held) => held.instrument.id);
  const reasons = instruments.map(
    (id) => reading.markets.find(({ instrument }) => instrument.id === id)?.closed ?? null,
  );
  const told = reasons.filter((reason) => reason !== null);
  return told.length === reasons.length ? [...new Set(told)] : [];
}
