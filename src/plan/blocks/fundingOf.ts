import type { BlockState } from '../../model/desk.js';
import type { Instrument, PairToken } from '../../model/instrument.js';
import type { Market } from '../../model/market.js';
import type { TransferredToken } from '../../model/order.js';
import type { ParentTerms } from '../../model/parentOrder.js';
import type { Snapshot } from '../../model/snapshot.js';
import { divide, toFloat, tokenAmount, WAD, type Wad, wad } from '../../model/units.js';
import type { Estimate, Venue } from '../../venues/venue.js';

/** What members are to send, and the worst price that follows from it. */
export interface Funding {
  price: Wad | null;
  members: readonly { parent: string; gives: TransferredToken }[];
}

/** Over what is reckoned, so that a rounding never leaves a purchase a unit short: what is not needed goes back. */
const spare = { numerator: 10_001n, denominator: 10_000n };
/** Fees may rise with the size of a trade, and with volatility until it is sent. */
const feeMargin = 1.25;

/**
 * What each member puts up. To sell: the tokens that it sells. To buy: dollars for what it may cost at the worst, which is the limit
 * price; or, where it has none, the slippage that is allowed from where the market stands now, which becomes the limit of the whole.
 * Rounded up to the unit, and by quantity alone: so no member's share of the cost can be more than it has put up.
 * @returns a sentence where it cannot be told now
 */
export function fundingOf(block: BlockState, terms: ParentTerms, snapshot: Snapshot, venue: Venue): Funding | string {
  const reading = snapshot.readings.find((one) => one.venue === terms.venue);
  const market = reading?.markets.find(({ instrument }) => instrument.id === terms.instrument);
  if (!reading || !market) return `${terms.instrument} was not read`;
  if (market.closed !== null) return `${terms.instrument} is closed: ${market.closed}`;
  if (terms.side === 'Sell') {
    const base = baseOf(market.instrument);
    if (!base) return `${terms.instrument} is no token that could be sent`;
    return {
      price: null,
      members: block.members.map(({ parent, quantity }) => ({ parent, gives: of(base, unitsOf(base, quantity)) })),
    };
  }
  const quote = quoteOf(market.instrument, snapshot, terms.venue);
  if (!quote) return `what ${terms.instrument} is paid with was not read`;
  const price = worstPrice(terms, market);
  const cost = worstCost(price, feeShare(block.quantity, terms, market, venue, snapshot, feeMargin));
  const lot = lotOf(market.instrument);
  const members = block.members.map(({ parent, quantity }) => ({
    parent,
    gives: of(quote, divide(inLots(quantity, lot) * cost * 10n ** BigInt(quote.decimals), WAD * WAD, 'up')),
  }));
  return { price, members };
}

/** A token's base units in a quantity; what has no whole unit is not sent. */
export const unitsOf = ({ decimals }: Pick<PairToken, 'decimals'>, quantity: Wad): bigint =>
  divide(quantity * 10n ** BigInt(decimals), WAD, 'down');

/** The least of an instrument that can be given: a token's base unit, or the smallest part of an option. */
export const lotOf = (instrument: Instrument | undefined): Wad =>
  instrument?.kind === 'spot' && instrument.base.decimals < 18
    ? wad(10n ** BigInt(18 - instrument.base.decimals))
    : wad(1n);

/** Rounded down to what can be given. */
export const inLots = (quantity: Wad, lot: Wad): Wad => wad(quantity - (quantity % lot));

/** What is bought and sold, where it is a token. */
export const baseOf = (instrument: Instrument): PairToken | null =>
  instrument.kind === 'spot' ? instrument.base : null;

/** What a purchase is paid with: the pool's dollars, or the first dollar token that the venue takes. */
export function quoteOf(instrument: Instrument, { readings }: Snapshot, venue: string): PairToken | null {
  if (instrument.kind === 'spot') return instrument.quote;
  const row = readings.find((one) => one.venue === venue)?.funding.find(({ token }) => token.price === WAD);
  return row ? { symbol: row.token.symbol, address: row.token.address, decimals: row.token.decimals } : null;
}

const of = ({ symbol, address, decimals }: PairToken, amount: bigint): TransferredToken => ({
  token: symbol,
  address,
  decimals,
  amount: tokenAmount(amount),
});

/** USD per unit, rounded up. A stop executes from its own price on. */
function worstPrice({ price, stopPx, maxSlippage }: ParentTerms, { last }: Market): Wad {
  if (price !== null) return price;
  const from = stopPx !== null && stopPx > last ? stopPx : last;
  const parts = 10_000_000_000n;
  return wad(divide(from * (parts + BigInt(Math.ceil(maxSlippage * 1_000_000))), parts, 'up'));
}

/** Of what a purchase costs in all, how much of it is fees: as the market states it, or as it is expected of the whole with a margin. @param margin - 1: none. */
export function feeShare(
  quantity: Wad,
  terms: ParentTerms,
  { fee }: Market,
  venue: Venue,
  snapshot: Snapshot,
  margin: number,
): number {
  const stated = fee / 10_000;
  const expected = expectedOf(quantity, terms, venue, snapshot);
  // Too much for one trade: it will be worked in parts.
  if (expected === null) return stated * margin;
  const fees = toFloat(expected.fee);
  return Math.max((fees / (fees + toFloat(expected.price) * toFloat(quantity))) * margin, stated);
}

/** What a trade of so much is expected to come to now; null where the venue would not take it at once. */
export function expectedOf(quantity: Wad, terms: ParentTerms, venue: Venue, snapshot: Snapshot): Estimate | null {
  const reading = snapshot.readings.find((one) => one.venue === terms.venue);
  if (!reading) return null;
  const { instrument, position, side, reduceOnly, maxSlippage } = terms;
  const about = { instrument, position, side, quantity, reduceOnly, maxSlippage };
  try {
    return venue.estimate(reading, { kind: 'trade', venue: terms.venue, ...about });
  } catch {
    return null;
  }
}

/** USD per unit, Wad, fees and what is to spare included, rounded up. */
export function worstCost(price: Wad, fees: number, { numerator, denominator } = spare): bigint {
  const whole = 10n ** 12n;
  const kept = whole - BigInt(Math.ceil(Math.min(fees, 0.9) * 1e12));
  return divide(price * whole * numerator, kept * denominator, 'up');
}
