import type { MarginAccount } from '../../model/marginAccount.js';
import type { TradeTerms } from '../../model/order.js';
import type { Bps } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import { tokensToQuantity } from './convert.js';
import type { GmxDetail } from './detail.js';
import { contextOf, positionIn } from './detail.js';
import { positionOf } from './marginAt.js';
import { GMX_V2, instrumentIdOf } from './names.js';
import { decreasePart } from './parts.js';
import type { GmxPosition } from './state.js';
import { missingUsd } from './topUp.js';
import { decreaseRequest } from './tradeParts.js';

/** Halvings of the search: a millionth of the position and finer. */
const halvings = 24;

/**
 * Least reduction that brings a position to `health`, net of what closing that part settles: its share of the profit is
 * paid out, its share of the loss and of the impact is taken from the collateral. Closing all of it always helps, as long
 * as it can pay for it. null when the target is met or nothing helps.
 */
export function reductionTerms(
  binding: Binding,
  detail: GmxDetail,
  { id }: MarginAccount,
  health: number,
  maxSlippage: Bps,
): TradeTerms | null {
  const position = positionOf(binding, detail, id);
  if (missingUsd(detail, position, health) <= 0n) return null;
  const { props } = contextOf(detail, position.market).market;
  const reaches = (tokens: bigint) => reachesTarget(detail, position, tokens, health, maxSlippage);
  const tokens = leastReaching(position.sizeInTokens, reaches);
  if (tokens === null) return null;
  const instrument = instrumentIdOf(props.name);
  return {
    kind: 'trade',
    venue: GMX_V2,
    instrument,
    position: id,
    side: position.isLong ? 'Sell' : 'Buy',
    quantity: tokensToQuantity(tokens, props.indexTokenDecimals),
    reduceOnly: true,
    maxSlippage,
  };
}

/** Bisects, as more closed is more reached; where that does not hold, what is found reaches the target all the same. */
function leastReaching(whole: bigint, reaches: (tokens: bigint) => boolean): bigint | null {
  if (!reaches(whole)) return null;
  let [short, enough] = [0n, whole];
  for (let i = 0; i < halvings && enough - short > 1n; i++) {
    const middle = (short + enough) / 2n;
    if (reaches(middle)) enough = middle;
    else short = middle;
  }
  return enough;
}

function reachesTarget(
  detail: GmxDetail,
  position: GmxPosition,
  tokens: bigint,
  health: number,
  maxSlippage: Bps,
): boolean {
  if (tokens <= 0n) return false;
  try {
    const request = decreaseRequest(contextOf(detail, position.market), position, tokens, maxSlippage);
    const { after } = decreasePart({ parts: [], after: detail }, position, request);
    const held = positionIn(after, position.key);
    return held === undefined || missingUsd(after, held, health) <= 0n;
  } catch (error) {
    if (error instanceof VenueRefusal) return false;
    throw error;
  }
}
