import { toFloat, type UnixSeconds, type Wad, wad } from '../../model/units.js';
import type { Listing } from './find.js';
import { isLong, type OptionType, rightOf } from './optionType.js';
import type { MarketState } from './state.js';
import { greeksAt, secondsLeft } from './value.js';

/** One order as OptionMarketPricer sees it. */
export interface TradeShape extends Listing {
  market: MarketState;
  type: OptionType;
  opening: boolean;
  /** By `forceClosePosition`. */
  forced: boolean;
  now: UnixSeconds;
}

/** float64, USD; volatilities 1 = 100 %. */
export interface TradeCost {
  /** Per unit, fees not included. */
  price: number;
  fee: number;
  /** What a buyer pays or a seller receives. */
  total: number;
  /** N(d1) of the strike's call after the trade: what the delta limits look at. */
  callDelta: number;
  newBaseIv: number;
  newSkew: number;
}

/** The pool buys what the account sells, and sells what it buys. */
export const isBuy = ({ type, opening }: Pick<TradeShape, 'type' | 'opening'>): boolean => opening === isLong(type);

/** Within the last stretch before expiry only force-closing is possible. */
export const isPastCutoff = ({ market, board, now }: Pick<TradeShape, 'market' | 'board' | 'now'>): boolean =>
  now + Number(market.parameters.limits.tradingCutoff) > board.expiry;

/**
 * What an order of `amount` units costs in one iteration: OptionMarketPricer and OptionGreekCache step by step, in
 * float64. Differences from the chain: variance is measured against the force-close average of iv instead of the
 * variance average (another period of the same series), and vega utilisation is left out while the pool cannot be
 * valued. Later blocks have less time left.
 */
export function tradeCost(shape: TradeShape, amount: number): TradeCost {
  const { market, board, strike, now, forced } = shape;
  const { pricing } = market.parameters;
  const right = rightOf(shape.type);
  const sign = isBuy(shape) ? 1 : -1;

  const moved = (sign * amount) / f(pricing.standardSize) / 100;
  const newBaseIv = f(board.iv) + (forced ? 0 : moved);
  const newSkew = f(strike.skew) + moved * f(pricing.skewAdjustmentFactor);
  // A force close is priced after the skew alone has moved, but never better than at the averages.
  const vol = newBaseIv * newSkew;
  const greeks = greeksAt(market, shape, right, vol, now);
  const price = forced ? forcedPrice(shape, vol) : greeks.price;

  const premium = price * amount;
  const optionFee =
    timeWeighted(
      shape,
      pricing.optionPriceFeeCoefficient,
      pricing.optionPriceFee1xPoint,
      pricing.optionPriceFee2xPoint,
    ) * premium;
  const spotFee =
    timeWeighted(shape, pricing.spotPriceFeeCoefficient, pricing.spotPriceFee1xPoint, pricing.spotPriceFee2xPoint) *
    toFloat(market.spot) *
    amount;
  const wanted =
    optionFee +
    spotFee +
    utilisationFee(shape, amount, forced ? forcedVol(shape, vol) : vol) +
    varianceFee(shape, amount, greeks.vega, newSkew, newBaseIv);
  // A seller never pays on top: the premium is the most that fees can take.
  const fee = sign > 0 ? wanted : Math.min(wanted, premium);
  const callDelta = right === 'call' ? greeks.delta : 1 + greeks.delta;
  return { price, fee, total: premium + sign * fee, callDelta, newBaseIv, newSkew };
}

function forcedVol(shape: TradeShape, vol: number): number {
  const { forceClose } = shape.market.parameters;
  const average = f(shape.board.averageIv) * f(shape.strike.averageSkew);
  const past = isPastCutoff(shape);
  if (isBuy(shape)) {
    return Math.max(average, vol) * f(past ? forceClose.shortPostCutoffVolShock : forceClose.shortVolShock);
  }
  return Math.min(average, vol) * f(past ? forceClose.longPostCutoffVolShock : forceClose.longVolShock);
}

function forcedPrice(shape: TradeShape, vol: number): number {
  const { market, strike, now } = shape;
  const right = rightOf(shape.type);
  const { price } = greeksAt(market, shape, right, forcedVol(shape, vol), now);
  if (!isBuy(shape)) return price;
  const spot = toFloat(market.spot);
  const parity = Math.max((spot - toFloat(strike.price)) * (right === 'call' ? 1 : -1), 0);
  return Math.max(price, parity + spot * f(market.parameters.forceClose.shortSpotMin));
}

/** OptionMarketPricer.getTimeWeightedFee: flat up to `from`, then rising to twice at `to` and on. */
function timeWeighted({ board, now }: TradeShape, coefficient: bigint, from: bigint, to: bigint): number {
  const left = secondsLeft(board.expiry, now);
  const over = Math.max(left - Number(from), 0) / (Number(to) - Number(from));
  return f(coefficient) * (1 + over);
}

/** Charged when the trade takes the pool's standardised vega further from zero. */
function utilisationFee({ market, strike, type, opening }: TradeShape, amount: number, vol: number): number {
  const { poolValue, netStandardVega } = market;
  if (poolValue === null || poolValue <= 0n) return 0;
  const before = toFloat(netStandardVega);
  const after = before + (opening === isLong(type) ? 1 : -1) * amount * toFloat(strike.standardVega);
  if (Math.abs(before) >= Math.abs(after)) return 0;
  return (f(market.parameters.pricing.vegaFeeCoefficient) * vol * Math.abs(after) * amount) / toFloat(poolValue);
}

function varianceFee(
  { market, board, forced }: TradeShape,
  amount: number,
  vega: number,
  skew: number,
  baseIv: number,
): number {
  const v = market.parameters.varianceFee;
  const coefficient = f(forced ? v.forceCloseVarianceFeeCoefficient : v.defaultVarianceFeeCoefficient);
  const byVega = f(v.minimumStaticVega) + vega * f(v.vegaCoefficient);
  const bySkew =
    f(v.minimumStaticSkewAdjustment) + Math.abs(skew - f(v.referenceSkew)) * f(v.skewAdjustmentCoefficient);
  const variance = Math.abs(f(board.averageIv) - baseIv);
  const byVariance = f(v.minimumStaticIvVariance) + variance * f(v.ivVarianceCoefficient);
  return coefficient * byVega * bySkew * byVariance * amount;
}

const f = (value: bigint | Wad): number => toFloat(wad(value));
