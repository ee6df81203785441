/**
 * Money and time as types. On-chain amounts are integers; risk maths is float64; this file is the only bridge between
 * the two, and every crossing that can lose precision names its rounding.
 */

declare const unit: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [unit]: Name };

/** 18-decimal fixed point: prices in USD, USD values, quantities of an underlying. 1 = 10^18. */
export type Wad = Branded<bigint, 'Wad'>;
/** A token's own base units. Meaningless without the token's decimals. */
export type TokenAmount = Branded<bigint, 'TokenAmount'>;
/** Wei of the chain's gas token. */
export type Wei = Branded<bigint, 'Wei'>;
/** Basis points, 1 = 0.01 %. */
export type Bps = Branded<number, 'Bps'>;
export type Milliseconds = Branded<number, 'Milliseconds'>;
/** Unix time in seconds, as blocks carry it. */
export type UnixSeconds = Branded<number, 'UnixSeconds'>;
/** Unix time in milliseconds, as the machine's clock gives it. */
export type UnixMillis = Branded<number, 'UnixMillis'>;

/** `down` is towards zero, `up` is away from zero, whatever the sign. */
export type Rounding = 'down' | 'up';

export const wad = (value: bigint): Wad => value as Wad;
export const tokenAmount = (value: bigint): TokenAmount => value as TokenAmount;
export const wei = (value: bigint): Wei => value as Wei;
export const bps = (value: number): Bps => value as Bps;
export const milliseconds = (value: number): Milliseconds => value as Milliseconds;
export const unixSeconds = (value: number): UnixSeconds => value as UnixSeconds;
export const unixMillis = (value: number): UnixMillis => value as UnixMillis;

export const WAD = wad(10n ** 18n);
export const ZERO = wad(0n);

/** Integer division of any signs with the rounding named. @throws RangeError when `denominator` is 0. */
export function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const quotient = numerator / denominator;
  if (rounding === 'down' || quotient * denominator === numerator) return quotient;
  return numerator < 0n === denominator < 0n ? quotient + 1n : quotient - 1n;
}

export const multiplyWad = (a: Wad, b: Wad, rounding: Rounding): Wad => wad(divide(a * b, WAD, rounding));
export const divideWad = (a: Wad, b: Wad, rounding: Rounding): Wad => wad(divide(a * WAD, b, rounding));
export const absolute = (a: Wad): Wad => wad(a < 0n ? -a : a);

/** Math.min for bigints of one unit. */
export function smallest<Unit extends bigint>(first: Unit, ...others: Unit[]): Unit {
  let found = first;
  for (const other of others) if (other < found) found = other;
  return found;
}

/** Wad → float64, for risk maths and for showing. Correct to within half a unit in the last place. */
export const toFloat = (value: Wad): number => decimalToFloat(value, 18);

/** A token amount → float64 of whole tokens. */
export const amountToFloat = (amount: TokenAmount, decimals: number): number => decimalToFloat(amount, decimals);

/** Wei → float64 of whole gas tokens. */
export const weiToFloat = (value: Wei): number => decimalToFloat(value, 18);

/**
 * float64 → Wad. The float is taken at its shortest decimal reading (2.41 is exactly 2.41), and what lies beyond the
 * 18th decimal is rounded as told. @throws RangeError when `value` is NaN or infinite.
 */
export const fromFloat = (value: number, rounding: Rounding): Wad => wad(floatToDecimal(value, 18, rounding));

/** float64 of whole tokens → base units. @throws RangeError when `value` is NaN or infinite. */
export const amountFromFloat = (value: number, decimals: number, rounding: Rounding): TokenAmount =>
  tokenAmount(floatToDecimal(value, decimals, rounding));

/** USD worth (Wad) of a token amount at a price in USD (Wad) per whole token. */
export const worthOf = (amount: TokenAmount, decimals: number, price: Wad, rounding: Rounding): Wad =>
  wad(divide(amount * price, 10n ** BigInt(decimals), rounding));

/** Token amount that is worth `value` USD (Wad) at `price` USD (Wad) per whole token. */
export const amountWorth = (value: Wad, decimals: number, price: Wad, rounding: Rounding): TokenAmount =>
  tokenAmount(divide(value * 10n ** BigInt(decimals), price, rounding));

function decimalToFloat(value: bigint, decimals: number): number {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const magnitude = Number(`${digits.slice(0, point)}.${digits.slice(point)}`);
  return negative ? -magnitude : magnitude;
}

function floatToDecimal(value: number, decimals: number, rounding: Rounding): bigint {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a quantity`);
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toString().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const shift = Number(exponent) - fraction.length + decimals;
  const digits = BigInt(whole + fraction);
  const magnitude = shift >= 0 ? digits * 10n ** BigInt(shift) : divide(digits, 10n ** BigInt(-shift), rounding);
  return value < 0 ? -magnitude : magnitude;
}
