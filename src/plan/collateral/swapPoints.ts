import type { Spot } from '../../model/instrument.js';
import type { Market } from '../../model/market.js';
import type { Side, TradeTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { type Bps, fromFloat, toFloat } from '../../model/units.js';
import { type Estimate, type Venue, VenueRefusal } from '../../venues/venue.js';
import type { SwapPoint } from './problem.js';

/** What a pair gives for more and more, as its venue estimates it. */
export interface SwapCurve {
  points: SwapPoint[];
  /** Units of the base at each point: what a trade states. */
  quantities: number[];
  /** Gas of the largest. */
  gas: bigint | undefined;
}

/** Sizes that are asked for, as shares of the largest that the pair takes. */
const shares = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 1];
/** How often the largest is halved until the pair takes it. */
const halvings = 12;

/**
 * What is counted on is the worst that the order's own bound lets happen, and what is expected to be lost is what the venue estimates:
 * the step after a swap must be possible whatever the swap brings.
 *
 * @param most - Units of the base.
 * @param priceOf - USD per whole token.
 */
export function swapPoints(
  venue: Venue,
  reading: VenueReading,
  { market, spot }: { market: Market; spot: Spot },
  side: Side,
  most: number,
  maxSlippage: Bps,
  priceOf: (symbol: string) => number,
): SwapCurve {
  const last = toFloat(market.last);
  const slip = maxSlippage / 10_000;
  const [base, quote] = [priceOf(spot.base.symbol), priceOf(spot.quote.symbol)];
  const at = (quantity: number): { point: SwapPoint; gas: bigint | undefined } | null => {
    const estimate = estimateOf(venue, reading, swapTerms(spot, side, quantity, maxSlippage));
    if (estimate === null) return null;
    const [price, fee] = [toFloat(estimate.price), toFloat(estimate.fee)];
    const dollars = price * quantity;
    if (side === 'Sell') {
      // Dollars of the pair are whole tokens of its quote.
      const out = dollars - fee;
      const worst = (out / dollars) * last * (1 - slip) * quantity;
      // What is expected beyond the bound would end there.
      if (!(worst > 0) || worst > out) return null;
      return { point: { in: quantity, out: worst, loss: quantity * base - out * quote }, gas: estimate.gas };
    }
    const paid = dollars + fee;
    const worst = (paid / dollars) * last * (1 + slip) * quantity;
    if (!(worst > 0) || worst < paid) return null;
    return { point: { in: worst, out: quantity, loss: paid * quote - quantity * base }, gas: estimate.gas };
  };
  let largest = most;
  for (let i = 0; i < halvings && largest > 0; i++) {
    const found = at(largest);
    if (found !== null) {
      const quantities = shares.map((share) => share * largest);
      const points = quantities.map((quantity) => at(quantity)?.point ?? null);
      const told = points.flatMap((point, n) => (point === null ? [] : [{ point, quantity: quantities[n] ?? 0 }]));
      return {
        points: told.map(({ point }) => point),
        quantities: told.map(({ quantity }) => quantity),
        gas: found.gas,
      };
    }
    largest /= 2;
  }
  return { points: [], quantities: [], gas: undefined };
}

export const swapTerms = (spot: Spot, side: Side, quantity: number, maxSlippage: Bps): TradeTerms => ({
  kind: 'trade',
  venue: spot.venue,
  instrument: spot.id,
  position: null,
  side,
  quantity: fromFloat(quantity, 'up'),
  reduceOnly: false,
  maxSlippage,
});

function estimateOf(venue: Venue, reading: VenueReading, terms: TradeTerms): Estimate | null {
  if (terms.quantity <= 0n) return null;
  try {
    return venue.estimate(reading, terms);
  } catch (error) {
    if (error instanceof VenueRefusal) return null;
    throw error;
  }
}
