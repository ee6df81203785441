import type { TradeTerms } from '../../model/order.js';
import type { Bps } from '../../model/units.js';
import { fromFloat, multiplyWad, wad } from '../../model/units.js';
import { closedReason } from './closed.js';
import { instrumentOf, PERP_V2 } from './describe.js';
import { magnitude, mulDiv, mulDivUp, mulRatio, ONE, RATIO_ONE } from './fixedPoint.js';
import {
  accountValue,
  freeCollateralByRatio,
  maintenanceRequirement,
  positionValue,
  sizeOf,
  totalAbsPositionValue,
} from './margin.js';
import { worstPrice } from './slippage.js';
import type { MarketState, PerpV2Detail } from './state.js';
import { applyTrade, expectTrade } from './trade.js';

/** Sizes are rounded up to a millionth of the underlying. */
const STEP = 10n ** 12n;
/** USD: AccountBalance takes positions up to this whole when it liquidates; a remainder as small is not kept. */
const SMALLEST_KEPT = 100n * ONE;

/**
 * Least reduction of the position with the largest requirement that brings the account to `health`, even if it executes
 * at the worst price that `maxSlippage` allows. With E equity, V position value, m the maintenance ratio, h the target,
 * and c the worst loss per unit against the mark, fee included: E - x·c >= h·m·(V - x·mark), so
 * x = (h·m·V - E) / (h·m·mark - c). Capped at the whole position, which is closed even where that alone does not reach
 * the target. null when the target is met, or when no reduction helps that the ClearingHouse would accept.
 */
export function reductionTerms(
  detail: PerpV2Detail,
  decimals: number,
  health: number,
  maxSlippage: Bps,
): TradeTerms | null {
  const market = largestTradable(detail);
  if (!market) return null;
  const size = sizeOf(market);
  const whole = magnitude(size);
  const side = size > 0n ? 'Sell' : 'Buy';
  const target = fromFloat(health, 'up');

  const required = multiplyWad(target, wad(maintenanceRequirement(detail)), 'up');
  const missing = required - accountValue(detail, decimals);
  if (missing <= 0n) return null;
  const freed = mulRatio(mulDiv(target, market.mark, ONE), detail.mmRatio) - worstLossPerUnit(market, maxSlippage);
  const wanted = freed > 0n ? sensible(market, mulDivUp(missing, ONE, freed)) : null;

  // Where a unit costs more than it frees, only being rid of the last position helps: then nothing is required.
  const alone = totalAbsPositionValue(detail) === magnitude(positionValue(market));
  const sizes = wanted !== null ? [wanted, whole] : alone ? [whole] : [];
  const quantity = sizes.find((candidate) => accepted(detail, market, candidate, decimals));
  if (quantity === undefined) return null;
  const instrument = instrumentOf(market.underlying).id;
  return {
    kind: 'trade',
    venue: PERP_V2,
    instrument,
    position: instrument,
    side,
    quantity: wad(quantity),
    reduceOnly: true,
    maxSlippage,
  };
}

function sensible(market: MarketState, quantity: bigint): bigint {
  const whole = magnitude(sizeOf(market));
  const rounded = ((quantity + STEP - 1n) / STEP) * STEP;
  return mulDiv(whole - rounded, market.mark, ONE) <= SMALLEST_KEPT ? whole : rounded;
}

function largestTradable(detail: PerpV2Detail): MarketState | undefined {
  const tradable = Object.values(detail.markets).filter(
    (market) => sizeOf(market) !== 0n && closedReason(detail, market) === null,
  );
  return tradable.sort((a, b) => (magnitude(positionValue(a)) < magnitude(positionValue(b)) ? 1 : -1))[0];
}

/** USD of equity lost per unit, 18 decimals, rounded up; negative where the pool is better than the mark by more. */
function worstLossPerUnit(market: MarketState, maxSlippage: Bps): bigint {
  const kept = RATIO_ONE - BigInt(market.feeRatio);
  return sizeOf(market) > 0n
    ? market.mark - mulDiv(worstPrice(market, 'Sell', maxSlippage), kept, RATIO_ONE)
    : mulDivUp(worstPrice(market, 'Buy', maxSlippage), RATIO_ONE, kept) - market.mark;
}

/** `CH_NEFCM`: what remains must have its maintenance margin, unrealised profit not counted. */
function accepted(detail: PerpV2Detail, market: MarketState, quantity: bigint, decimals: number): boolean {
  const side = sizeOf(market) > 0n ? 'Sell' : 'Buy';
  const trade = expectTrade(market, side, quantity);
  if (!trade) return false;
  return freeCollateralByRatio(applyTrade(detail, market, side, quantity, trade), decimals, detail.mmRatio) >= 0n;
}
