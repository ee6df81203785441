import { optionGreeks } from '../../assess/blackScholes.js';
import { divideWad, fromFloat, multiplyWad, toFloat, type UnixSeconds, type Wad, wad } from '../../model/units.js';
import { larger, smaller } from './extremes.js';
import { type OptionType, rightOf } from './optionType.js';
import type { MarketParameters } from './state.js';
import { SECONDS_PER_YEAR, secondsLeft } from './value.js';

export interface MinimumCollateralInputs {
  parameters: MarketParameters;
  type: OptionType;
  /** USD. */
  strike: Wad;
  expiry: UnixSeconds;
  now: UnixSeconds;
  /** USD: any, for stress. */
  spot: Wad;
}

/**
 * What a short must hold, by size: below it anybody may liquidate. In the collateral token's units.
 *
 * OptionGreekCache.getMinCollateral step by step: the option is priced at a shocked spot and volatility; at least a
 * static minimum, at most what covers the option whatever happens. Integers as the contract's, but for the option price:
 * the contract's fixed-point logarithm, exponential and normal distribution (Hart's, 15 digits) stand against float64
 * here. They differ by 4e-14, relative, at worst over the 7200 cases that the tests compare; ours is raised by
 * `MARGIN`, so that what is enough here is enough there.
 */
export interface MinimumCollateral {
  of(amount: Wad): Wad;
  /** The largest amount whose minimum is within `collateral`; rounded down. */
  largest(collateral: Wad): Wad;
}

export function minimumCollateral(inputs: MinimumCollateralInputs): MinimumCollateral {
  const { type, strike, parameters } = inputs;
  const { price, shockedSpot } = shockedPrice(inputs);
  const { minStaticBaseCollateral, minStaticQuoteCollateral } = parameters.minimumCollateral;
  const onBase = type === 'SHORT_CALL_BASE';
  const floor = wad(onBase ? minStaticBaseCollateral : minStaticQuoteCollateral);

  const priced = (amount: Wad) => {
    const value = multiplyWad(price, amount, 'down');
    return onBase ? divideWad(value, shockedSpot, 'down') : value;
  };
  /** Per unit; null when nothing covers it whatever happens: a call sold against dollars. */
  const cover = onBase ? wad(10n ** 18n) : type === 'SHORT_PUT_QUOTE' ? strike : null;
  const full = (amount: Wad) => (cover === null ? null : multiplyWad(amount, cover, 'down'));

  const of = (amount: Wad): Wad => {
    if (amount === 0n) return amount;
    const shocked = larger(priced(amount), floor);
    const whole = full(amount);
    return whole === null ? shocked : smaller(shocked, whole);
  };

  const largest = (collateral: Wad): Wad => {
    const byCover = cover === null ? wad(0n) : divideWad(collateral, cover, 'down');
    if (collateral < floor) return byCover;
    // Nothing but the static minimum is asked of a worthless option, whatever its size.
    if (price === 0n) return wad(2n ** 255n);
    const inQuote = onBase ? multiplyWad(collateral, shockedSpot, 'down') : collateral;
    return larger(byCover, divideWad(inQuote, price, 'down'));
  };
  return { of, largest };
}

/** Relative: well over what the two ways to price differ by, far below anything that matters. */
const MARGIN = 1e-12;

function shockedPrice({ parameters, type, strike, expiry, now, spot }: MinimumCollateralInputs) {
  const { callSpotPriceShock, putSpotPriceShock } = parameters.minimumCollateral;
  const right = rightOf(type);
  const shockedSpot = multiplyWad(spot, wad(right === 'put' ? putSpotPriceShock : callSpotPriceShock), 'down');
  const left = secondsLeft(expiry, now);
  const { price } = optionGreeks({
    spot: toFloat(shockedSpot),
    strike: toFloat(strike),
    // The contract never lets time run below one second, so that an expired option keeps a trace of time value.
    years: Math.max(left, 1) / SECONDS_PER_YEAR,
    vol: toFloat(shockVol(parameters, BigInt(left))),
    rate: left === 0 ? 0 : toFloat(parameters.rateAndCarry),
    right,
  });
  return { price: fromFloat(price * (1 + MARGIN), 'up'), shockedSpot };
}

/** OptionGreekCache.getShockVol: A up to point A, B from point B, a straight line between. Rounds up, as there. */
function shockVol({ minimumCollateral: m }: MarketParameters, left: bigint): Wad {
  if (left <= m.shockVolPointA) return wad(m.shockVolA);
  if (left >= m.shockVolPointB) return wad(m.shockVolB);
  const fallen = ((m.shockVolA - m.shockVolB) * (left - m.shockVolPointA)) / (m.shockVolPointB - m.shockVolPointA);
  return wad(m.shockVolA - fallen);
}
