import { sayNumber } from '../../assess/sayNumber.js';
import { withQuantity } from '../../guard/notional.js';
import type { TradeTerms } from '../../model/order.js';
import { marketOf, type Snapshot, type VenueReading } from '../../model/snapshot.js';
import { toFloat, type Wad, wad } from '../../model/units.js';
import { type Estimate, type Venue, VenueRefusal } from '../../venues/venue.js';

/** What of a trade may be sent within a limit price, or why nothing. */
export type Limited = { kind: 'within'; terms: TradeTerms; size: readonly string[] } | { kind: 'beyond'; why: string };

/** Halved so often at most: a millionth of what is wanted. */
const mostHalvings = 20;

/**
 * As much of a trade as is expected to execute within `price`, found by halving; with `price` as its worst, which every venue puts into
 * the calldata. A buyer's limit is the most, a seller's the least per unit, fee not included.
 */
export function withinLimit(terms: TradeTerms, price: Wad, venue: Venue, snapshot: Snapshot): Limited {
  const reading = snapshot.readings.find((candidate) => candidate.venue === terms.venue);
  const market = marketOf(snapshot, terms.instrument);
  if (!reading || !market) return { kind: 'beyond', why: `${terms.instrument} was not read` };
  const isFit = (quoted: Wad) => (terms.side === 'Buy' ? quoted <= price : quoted >= price);
  const says = `${terms.side === 'Buy' ? 'at most' : 'at least'} ${sayNumber(toFloat(price))} USD`;
  const beyond = (quoted: Wad): Limited => ({
    kind: 'beyond',
    why: `${sayNumber(toFloat(quoted))} USD is what it would execute at, and the limit is ${says}`,
  });
  if (!isFit(market.last)) return beyond(market.last);

  let { quantity } = terms;
  for (let halved = 0; quantity > 0n && halved <= mostHalvings; halved++, quantity = wad(quantity / 2n)) {
    const part = withQuantity(terms, quantity);
    const estimate = estimateOf(venue, reading, part);
    if (typeof estimate === 'string') continue;
    if (!isFit(estimate.price)) continue;
    // What is expected to miss its own bound would only cost gas.
    if (!(slippageOf(estimate.price, market.last, terms.side) <= terms.maxSlippage)) continue;
    const size = halved > 0 ? [`halved ${halved} times to ${sayNumber(toFloat(quantity))}: the limit is ${says}`] : [];
    return { kind: 'within', terms: { ...part, worstPrice: price }, size };
  }
  return { kind: 'beyond', why: `nothing worth it executes within the limit of ${says}` };
}

/** Basis points to the trader's disadvantage from `start`. */
export function slippageOf(quoted: Wad, start: Wad, side: TradeTerms['side']): number {
  const move = toFloat(quoted) / toFloat(start) - 1;
  return (side === 'Buy' ? move : -move) * 10_000;
}

/** The estimate, or why the venue has none, in a sentence. */
export function estimateOf(venue: Venue, reading: VenueReading, terms: TradeTerms): Estimate | string {
  try {
    return venue.estimate(reading, terms);
  } catch (error) {
    if (error instanceof VenueRefusal) return error.shortMessage;
    throw error;
  }
}
