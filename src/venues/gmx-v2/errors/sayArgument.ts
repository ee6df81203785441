import { toFloat } from '../../../model/units.js';
import { priceToWad, usdToWad } from '../convert.js';

/** Arguments of GMX's errors that are prices of the index token. */
const prices = ['price', 'acceptablePrice', 'executionPrice', 'triggerPrice', 'primaryPriceMin', 'primaryPriceMax'];
/** USD whose names do not say so. */
const dollars = ['openInterest', 'maxOpenInterest', 'usdDelta'];

/**
 * `acceptablePrice 2 198.7 usd`: an argument of an error in units that people read. What is no price and no USD stays as GMX
 * has it. @param indexDecimals - Of the market's index token; null: not known, and prices stay as they are.
 */
export function sayArgument(name: string, value: string, indexDecimals: number | null): string {
  if (!/^-?\d+$/.test(value)) return `${name} ${value}`;
  if (name.endsWith('Usd') || dollars.includes(name))
    return `${name} ${shown(toFloat(usdToWad(BigInt(value), 'down')))} usd`;
  if (indexDecimals !== null && prices.includes(name)) {
    return `${name} ${shown(toFloat(priceToWad(BigInt(value), indexDecimals, 'down')))}`;
  }
  return `${name} ${value}`;
}

const shown = (value: number): string =>
  value.toLocaleString('en-US', { maximumSignificantDigits: 9, maximumFractionDigits: 9 }).replaceAll(',', ' ');
