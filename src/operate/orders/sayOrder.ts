import type { ParentOrder, ParentTerms } from '../../model/parentOrder.js';
import type { WholeOrder } from '../../model/review.js';
import { toFloat } from '../../model/units.js';
import { decimal } from '../words/numbers.js';

/** `sell 2 perp-v2 ETH, limit 2 400.00, GTD 2026-12-24 16:00Z, twap over 30 min in 12`. */
export function sayTerms(terms: ParentTerms): string {
  const { side, quantity, instrument, position, price, stopPx, reduceOnly, block } = terms;
  const of = position !== null && position !== instrument ? ` of ${position}` : '';
  return [
    `${side.toLowerCase()} ${amount(quantity)} ${instrument}${of}`,
    ...(stopPx === null ? [] : [`stop ${decimal(toFloat(stopPx))}`]),
    ...(price === null ? [] : [`limit ${decimal(toFloat(price))}`]),
    ...sayTime(terms),
    ...sayAlgorithm(terms),
    ...(reduceOnly ? ['reduce only'] : []),
    ...(block ? ['may be blocked'] : []),
  ].join(', ');
}

/** `stop 500.00, limit 490.00, twap over 30 min in 12`: what a question about a whole order tells of it beside what is traded. */
export const sayWay = ({ stopPx, worstPrice, algorithm }: WholeOrder): string =>
  [
    ...(stopPx === null ? [] : [`stop ${decimal(toFloat(stopPx))}`]),
    ...(worstPrice === undefined ? [] : [`limit ${decimal(toFloat(worstPrice))}`]),
    ...sayAlgorithm({ algorithm }),
  ].join(', ');

/** As many decimals as it has, up to six. */
export const amount = (quantity: bigint): string => {
  const value = toFloat(quantity as ParentTerms['quantity']);
  const digits = /\.(\d+)/.exec(value.toFixed(6).replace(/0+$/, ''))?.[1]?.length ?? 0;
  return decimal(value, digits);
};

function sayTime({ timeInForce, expireTime }: Pick<ParentTerms, 'timeInForce' | 'expireTime'>): string[] {
  if (timeInForce === 'GTC') return [];
  return [expireTime === null ? timeInForce : `${timeInForce} ${minute(expireTime)}`];
}

const minute = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`;

/** `90 s`, `30 min`, `2 h`: not rounded, since it was asked for. */
function span(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return `${ms / 1_000} s`;
}

export function sayAlgorithm({ algorithm }: Pick<ParentTerms, 'algorithm'>): string[] {
  switch (algorithm.kind) {
    case 'immediate':
      return [];
    case 'twap':
      return [`twap over ${span(algorithm.over)} in ${algorithm.slices}`];
    case 'vwap':
      return [`vwap over ${span(algorithm.over)} in ${algorithm.profile.length}`];
    case 'pov':
      return [`pov ${decimal(algorithm.share * 100, 1)} % over ${span(algorithm.over)}`];
    case 'iceberg':
      return [`iceberg ${amount(algorithm.display)}`];
    case 'almgrenChriss':
      return [`almgrenChriss over ${span(algorithm.over)} in ${algorithm.slices}`];
  }
}

/** `order 0198f2c4-7a10 (ClOrdID a-1)`; without the name where it was made by us. */
export const nameOf = ({ id, clOrdId }: Pick<ParentOrder, 'id' | 'clOrdId'>): string =>
  `order ${id.slice(0, 13)}${clOrdId === id ? '' : ` (ClOrdID ${clOrdId})`}`;
