import { grouped } from '../../words/numbers.js';

/** To one significant digit, as people set limits: 3 559.7 → 4 000; 0 stays 0. */
export const round = (value: number): number => leading(value, Math.round);

/** As `round`, never down. */
export const roundUp = (value: number): number => leading(value, Math.ceil);

function leading(value: number, whole: (digits: number) => number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  const scale = 10 ** Math.floor(Math.log10(Math.abs(value)));
  return Number((whole(Number((value / scale).toPrecision(12))) * scale).toPrecision(1));
}

/** `35_000 usd` */
export const usd = (value: number): string => `${grouped(String(value), '_')} usd`;
