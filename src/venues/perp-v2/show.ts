import { formatUnits } from 'viem';

/** 18 decimals, for people: every digit that is not a trailing zero. */
export const showQuantity = (value: bigint): string => formatUnits(value, 18);

/** USD of 18 decimals to the cent, cut towards zero. */
export const showPrice = (value: bigint): string => {
  const cents = value / 10n ** 16n;
  const sign = value < 0n ? '-' : '';
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
