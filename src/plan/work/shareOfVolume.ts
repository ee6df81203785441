import { sayNumber } from '../../assess/sayNumber.js';
import type { WorkedParent } from '../../model/desk.js';
import type { Market } from '../../model/market.js';
import type { Algorithm } from '../../model/parentOrder.js';
import { tradedBetween } from '../../model/turnover.js';
import { divideWad, fromFloat, smallest, toFloat, type Wad, wad } from '../../model/units.js';
import type { Due } from './due.js';
import { jitter } from './jitter.js';
import { childCount, type Standing } from './standing.js';

/** A part is a fiftieth of the order, about: less is waited for, since each part costs gas. */
export const partsOfVolume = 50n;

/**
 * What is due of an order that takes a share of what the market trades: that share of it, in USD, less what was done and is on its
 * way; never ahead. What the market traded is counted from the first sample after the order was taken on, and the order's own trades
 * are a part of it. The jitter lets it wait for more, never for less.
 */
export function shareOfVolume(
  { id, state, marks, ...had }: Pick<WorkedParent, 'id' | 'state' | 'marks' | 'children' | 'earlier'>,
  { share, jitter: most }: Extract<Algorithm, { kind: 'pov' }>,
  { done, inFlight, free }: Standing,
  market: Pick<Market, 'last' | 'turnover'> | undefined,
): Due {
  const newest = marks?.at(-1);
  const last = market ? toFloat(market.last) : 0;
  if (!newest?.turnover || newest.volume === null || !market?.turnover || !(last > 0)) return nothing;
  const volume = newest.volume + tradedBetween(newest.turnover, market.turnover, last);
  const allowed = share * volume;
  // What is filled and not booked yet, and what may fill, at the price of now.
  const coming = toFloat(wad(done - state.cumQty + inFlight)) * last;
  const left = allowed - toFloat(state.grossTradeAmt) - coming;
  if (!(left > 0)) return nothing;
  const due = smallest(divideWad(fromFloat(left, 'down'), fromFloat(last, 'up'), 'down'), free);
  if (due < smallest(leastPart(state.quantity, most * Math.abs(jitter(id, 'size', childCount(had)))), free))
    return nothing;
  const says = `the market has traded ${sayNumber(volume)} USD since: ${sayNumber(100 * share)} % of it are ${sayNumber(allowed)} USD`;
  return { quantity: due, says };
}

const nothing: Due = { quantity: wad(0n), says: '' };

/** @param later - By which share of itself it is larger. */
function leastPart(quantity: Wad, later: number): Wad {
  const part = quantity / partsOfVolume;
  return wad(part + (part * BigInt(Math.round(later * 1_000_000))) / 1_000_000n);
}
