import { toFloat, wad } from '../../model/units.js';
import { isBuy, isPastCutoff, type TradeCost, type TradeShape, tradeCost } from './tradeCost.js';
import { isOver } from './value.js';

/** The function of OptionMarket that carries a trade out. */
export type Entry = 'openPosition' | 'closePosition' | 'forceClosePosition';

export interface Route {
  entry: Entry;
  shape: TradeShape;
  cost: TradeCost;
  /** Why the protocol would not take it, in a sentence; null when it would. */
  refusal: string | null;
}

/**
 * How to carry out a trade of `amount` units. A close goes by `closePosition` while Lyra's limits (delta, volatility,
 * the last hours) allow it, else by `forceClosePosition`, which exists for what lies beyond them and costs a
 * volatility penalty: so a reduction stays possible.
 */
export function routeOf(unforced: Omit<TradeShape, 'forced'>, amount: number): Route {
  const regular: TradeShape = { ...unforced, forced: false };
  const cost = tradeCost(regular, amount);
  const closed = closedReason(regular);
  const refusal = closed ?? regularRefusal(regular, cost);
  const route: Route = { entry: unforced.opening ? 'openPosition' : 'closePosition', shape: regular, cost, refusal };
  if (unforced.opening || closed !== null || refusal === null) return route;

  const forced: TradeShape = { ...unforced, forced: true };
  const forcedCost = tradeCost(forced, amount);
  const forcedRefusalReason = forcedRefusal(forced, forcedCost);
  if (forcedRefusalReason !== null)
    return { ...route, refusal: `${refusal}; nor can it be forced: ${forcedRefusalReason}` };
  return { entry: 'forceClosePosition', shape: forced, cost: forcedCost, refusal: null };
}

/**
 * Why nothing of a board can be traded at all. The last hours and the delta limits are no such reason: reducing goes on.
 * A stale Greek cache is none either: it holds back the pool's depositors only.
 */
export function closedReason({ market, board, now }: Pick<TradeShape, 'market' | 'board' | 'now'>): string | null {
  if (market.paused !== null) return market.paused;
  if (board.settledAt !== null) return 'the board has been settled';
  if (isOver({ board }, now)) return 'the board has expired and waits for its settlement';
  return board.frozen ? 'Lyra has frozen this board' : null;
}

/** OptionMarketPricer.updateCacheAndGetTradeResult, for trades that are not forced. */
function regularRefusal(shape: TradeShape, { newBaseIv, newSkew, callDelta }: TradeCost): string | null {
  const { limits } = shape.market.parameters;
  if (isPastCutoff(shape)) return `trading stops ${Number(limits.tradingCutoff) / 3600} h before expiry`;
  const vol = newBaseIv * newSkew;
  const [maxVol, maxIv, maxSkew] = [f(limits.maxVol), f(limits.maxBaseIV), f(limits.maxSkew)];
  const [minVol, minIv, minSkew] = [f(limits.minVol), f(limits.minBaseIV), f(limits.minSkew)];
  if (isBuy(shape) && (vol > maxVol || newBaseIv > maxIv || newSkew > maxSkew)) {
    return `it would lift volatility over Lyra's bounds (${volatility(vol, newBaseIv, newSkew)})`;
  }
  if (!isBuy(shape) && (vol < minVol || newBaseIv < minIv || newSkew < minSkew)) {
    return `it would push volatility under Lyra's bounds (${volatility(vol, newBaseIv, newSkew)})`;
  }
  const minDelta = f(limits.minDelta);
  if (callDelta < minDelta || callDelta > 1 - minDelta) {
    return `the strike's call delta ${callDelta.toFixed(3)} is outside ${minDelta} to ${1 - minDelta}`;
  }
  return null;
}

function forcedRefusal(shape: TradeShape, { newSkew, callDelta }: TradeCost): string | null {
  const { limits } = shape.market.parameters;
  const [lowest, highest] = [f(limits.absMinSkew), f(limits.absMaxSkew)];
  if (newSkew <= lowest || newSkew >= highest) return `the skew would reach ${newSkew.toFixed(3)}; close less at once`;
  const edge = f(limits.minForceCloseDelta);
  if (!isPastCutoff(shape) && callDelta > edge && callDelta < 1 - edge) {
    return `the strike's call delta ${callDelta.toFixed(3)} is inside ${edge} to ${1 - edge}`;
  }
  return null;
}

const volatility = (vol: number, iv: number, skew: number) =>
  `vol ${vol.toFixed(3)}, iv ${iv.toFixed(3)}, skew ${skew.toFixed(3)}`;

const f = (value: bigint): number => toFloat(wad(value));
