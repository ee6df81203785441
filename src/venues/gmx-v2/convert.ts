import { divide, type Rounding, type Wad, wad } from '../../model/units.js';

/**
 * GMX's units ↔ ours. USD there has 30 decimals, here 18; a price there is USD (30 decimals) per smallest unit of a
 * token, here USD (18 decimals) per whole token.
 */

const ten = (power: number): bigint => 10n ** BigInt(power);
const perWad = ten(12);

export const usdToWad = (usd: bigint, rounding: Rounding): Wad => wad(divide(usd, perWad, rounding));

export const wadToUsd = (value: Wad): bigint => value * perWad;

export const priceToWad = (price: bigint, tokenDecimals: number, rounding: Rounding): Wad =>
  usdToWad(price * ten(tokenDecimals), rounding);

export const wadToPrice = (value: Wad, tokenDecimals: number, rounding: Rounding): bigint =>
  divide(wadToUsd(value), ten(tokenDecimals), rounding);

/** Tokens in smallest units → whole tokens. Exact for up to 18 decimals, else towards zero. */
export const tokensToQuantity = (amount: bigint, decimals: number): Wad =>
  wad(divide(amount * ten(18), ten(decimals), 'down'));

export const quantityToTokens = (quantity: Wad, decimals: number, rounding: Rounding): bigint =>
  divide(quantity * ten(decimals), ten(18), rounding);
