import { formatUnits } from 'viem';

/** 18 decimals, for a sentence: four of them, cut towards zero; all of them when nothing would be left. */
export const showQuantity = (value: bigint): string => {
  const short = value - (value % 10n ** 14n);
  return formatUnits(short === 0n ? value : short, 18);
};

/** USD of 18 decimals to the cent, cut towards zero. */
export const showPrice = (value: bigint): string => {
  const cents = (value / 10n ** 16n).toString().padStart(3, '0');
  return `${cents.slice(0, -2)}.${cents.slice(-2)}`;
};
