import type { Side, TradeTerms } from '../../model/order.js';
import type { Bps } from '../../model/units.js';
import { fromFloat, multiplyWad, wad } from '../../model/units.js';
import { mulDivUp } from '../uniswapMath/fullMath.js';
import { VenueRefusal } from '../venue.js';
import { closedReason } from './closed.js';
import { instrumentOf, PERP_V2 } from './describe.js';
import { least, magnitude, mulDiv, mulRatio, ONE, RATIO_ONE } from './fixedPoint.js';
import { largestTaken } from './limits.js';
import { accountValue, maintenanceRequirement, positionValue, sizeOf, totalAbsPositionValue } from './margin.js';
import { refuseTrade } from './refusals.js';
import { worstPrice } from './slippage.js';
import type { MarketState, PerpV2Detail } from './state.js';
import { applyTrade, expectTrade } from './trade.js';

/** Sizes are rounded up to a millionth of the underlying. */
const STEP = 10n ** 12n;
/**
 * USD: AccountBalance takes positions up to this whole when it liquidates. A remainder as small is not kept, and a part
 * as small is not traded for want of a larger one.
 */
const SMALLEST_KEPT = 100n * ONE;

/** Of the largest part that the pool takes, a tenth is left: the pool moves until the order is mined. */
const HEADROOM = 10n;

/**
 * Least reduction that brings the account to `health`, even if it executes at the worst price that `maxSlippage` allows,
 * or as much of it as can be had at once: then the health reached is less, and the next block goes on from there. The
 * market with the largest requirement comes first; another is tried when nothing can be done in it. null when the
 * target is met, or when no reduction helps that the protocol would accept.
 */
export function reductionTerms(
  detail: PerpV2Detail,
  decimals: number,
  health: number,
  maxSlippage: Bps,
): TradeTerms | null {
  const target = fromFloat(health, 'up');
  const required = multiplyWad(target, wad(maintenanceRequirement(detail)), 'up');
  const missing = required - accountValue(detail, decimals);
  if (missing <= 0n) return null;
  for (const market of reducible(detail)) {
    const freed = mulRatio(mulDiv(target, market.mark, ONE), detail.mmRatio) - worstLossPerUnit(market, maxSlippage);
    const needed = freed > 0n ? mulDivUp(missing, ONE, freed) : null;
    const terms = reductionIn(detail, market, decimals, maxSlippage, needed);
    if (terms) return terms;
  }
  return null;
}

/**
 * In one market, with `needed` units to reach the target; null when no number of them would. With E equity, V position
 * value, m the maintenance ratio, h the target, and c the worst loss per unit against the mark, fee included:
 * E - x·c >= h·m·(V - x·mark), so x = (h·m·V - E) / (h·m·mark - c).
 *
 * Short of a full close, never more than half: `openPosition` knows no reduce-only, and a liquidator who takes his half
 * of the position while the order is on its way would have it pass through zero. (He may take more when the equity is
 * below half the requirement, or of the smaller of two positions: that the venue cannot be kept from.)
 */
function reductionIn(
  detail: PerpV2Detail,
  market: MarketState,
  decimals: number,
  maxSlippage: Bps,
  needed: bigint | null,
): TradeTerms | null {
  const whole = magnitude(sizeOf(market));
  const half = roundDown(whole / 2n);
  const side = sizeOf(market) > 0n ? 'Sell' : 'Buy';
  const instrument = instrumentOf(market.underlying).id;
  const terms = (quantity: bigint): TradeTerms => ({
    kind: 'trade',
    venue: PERP_V2,
    instrument,
    position: instrument,
    side,
    quantity: wad(quantity),
    reduceOnly: true,
    maxSlippage,
  });
  const wanted = needed === null ? null : sensible(market, needed);
  // Where a unit costs more than it frees, only being rid of the last position helps: then nothing is required.
  const alone = totalAbsPositionValue(detail) === magnitude(positionValue(market));
  const sizes = wanted !== null ? [wanted === whole ? whole : least(wanted, half), whole] : alone ? [whole] : [];
  const taken = largestTaken(market, side, whole, maxSlippage);
  const part = least(roundDown(taken - taken / HEADROOM), half);
  // A trifle can pass where nothing can: limits are tested with rounding. It would not be worth its transaction.
  const parts = mulDiv(part, market.mark, ONE) > SMALLEST_KEPT ? [part] : [];
  const quantity = [...sizes.filter((size) => size <= taken), ...parts].find(
    (size) =>
      size > 0n &&
      accepted(detail, market, terms(size), decimals) &&
      (size === whole || improves(detail, market, side, size, decimals)),
  );
  return quantity === undefined ? null : terms(quantity);
}

const roundDown = (quantity: bigint): bigint => (quantity / STEP) * STEP;

function sensible(market: MarketState, quantity: bigint): bigint {
  const whole = magnitude(sizeOf(market));
  const rounded = ((quantity + STEP - 1n) / STEP) * STEP;
  return mulDiv(whole - rounded, market.mark, ONE) <= SMALLEST_KEPT ? whole : rounded;
}

/** Held and open, the largest requirement first: it is in proportion to the value. */
function reducible(detail: PerpV2Detail): MarketState[] {
  const open = Object.values(detail.markets).filter(
    (market) => sizeOf(market) !== 0n && closedReason(detail, market) === null,
  );
  const value = (market: MarketState) => magnitude(positionValue(market));
  return open.sort((a, b) => {
    if (value(a) !== value(b)) return value(a) < value(b) ? 1 : -1;
    return a.underlying < b.underlying ? -1 : 1;
  });
}

/** USD of equity lost per unit, 18 decimals, rounded up; negative where the pool is better than the mark by more. */
function worstLossPerUnit(market: MarketState, maxSlippage: Bps): bigint {
  const kept = RATIO_ONE - BigInt(market.feeRatio);
  return sizeOf(market) > 0n
    ? market.mark - mulDiv(worstPrice(market, 'Sell', maxSlippage), kept, RATIO_ONE)
    : mulDivUp(worstPrice(market, 'Buy', maxSlippage), RATIO_ONE, kept) - market.mark;
}

function accepted(detail: PerpV2Detail, market: MarketState, terms: TradeTerms, decimals: number): boolean {
  try {
    refuseTrade(detail, market, terms, decimals);
    return true;
  } catch (error) {
    if (error instanceof VenueRefusal) return false;
    throw error;
  }
}

/** Is equity / requirement expected to be higher afterwards? */
function improves(detail: PerpV2Detail, market: MarketState, side: Side, quantity: bigint, decimals: number): boolean {
  const trade = expectTrade(market, side, quantity);
  if (!trade) return false;
  const after = applyTrade(detail, market, side, quantity, trade);
  return (
    accountValue(after, decimals) * maintenanceRequirement(detail) >
    accountValue(detail, decimals) * maintenanceRequirement(after)
  );
}
