import { formatUnits } from 'viem';

/** 18 decimals, for people: every digit that is not a trailing zero. */
export const showQuantity = (value: bigint): string => formatUnits(value, 18);

/** 18 decimals, for a sentence: four of them, cut towards zero; all of them when nothing would be left. */
export const showShort = (value: bigint): string => {
  const short = value - (value % 10n ** 14n);
  return showQuantity(short === 0n ? value : short);
};

/** USD of 18 decimals to the cent, cut towards zero. */
export const showPrice = (value: bigint): string => {
  const cents = value / 10n ** 16n;
  const sign = value < 0n ? '-' : '';
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
