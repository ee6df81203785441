import type { MarginAccount } from '../../model/marginAccount.js';
import type { TradeTerms } from '../../model/order.js';
import type { Bps } from '../../model/units.js';
import type { Binding } from './binding.js';
import { tokensToQuantity } from './convert.js';
import type { GmxDetail } from './detail.js';
import { contextOf, positionIn } from './detail.js';
import { positionOf } from './marginAt.js';
import { GMX_V2, instrumentIdOf } from './names.js';
import { decreasePart, tryDecrease } from './parts.js';
import type { GmxPosition } from './state.js';
import { missingUsd } from './topUp.js';
import { decreaseRequest } from './tradeParts.js';

/** Halvings of the search: a millionth of the position and finer. */
const halvings = 24;

/**
 * Least reduction that brings a position to `health`, net of what closing that part settles: its share of the profit is
 * paid out, its share of the loss and of the impact is taken from the collateral. Where the bound of the price takes less
 * than that at once, as much as it takes. Closing all always helps, as long as the position can pay for it. null when the
 * target is met or nothing helps.
 */
export function reductionTerms(
  binding: Binding,
  detail: GmxDetail,
  { id }: MarginAccount,
  health: number,
  maxSlippage: Bps,
): TradeTerms | null {
  const position = positionOf(binding, detail, id);
  const missing = missingUsd(detail, position, health);
  if (missing <= 0n) return null;
  const { props } = contextOf(detail, position.market).market;
  const tryOut = (tokens: bigint) => tried(detail, position, tokens, health, maxSlippage);
  const tokens = leastReaching(position.sizeInTokens, missing, tryOut);
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

/** How a reduction goes: refused for the price that its size makes, refused for something else, or USD that are missing then. */
type Tried = 'priced out' | 'refused' | { missing: bigint };

const reaches = (outcome: Tried): boolean => typeof outcome === 'object' && outcome.missing <= 0n;

/** Bisects, as more closed is more reached; where that does not hold, what is found reaches the target all the same. */
function leastReaching(whole: bigint, missingNow: bigint, tryOut: (tokens: bigint) => Tried): bigint | null {
  const most =
    tryOut(whole) === 'priced out' ? bisect(0n, whole, (tokens) => tryOut(tokens) === 'priced out').below : whole;
  const outcome = most > 0n ? tryOut(most) : 'refused';
  if (reaches(outcome)) return bisect(0n, most, (tokens) => reaches(tryOut(tokens))).from;
  return most < whole && typeof outcome === 'object' && outcome.missing < missingNow ? most : null;
}

/** The boundary above which `holds` does, as it does at `high`. */
function bisect(low: bigint, high: bigint, holds: (tokens: bigint) => boolean): { below: bigint; from: bigint } {
  let [below, from] = [low, high];
  for (let i = 0; i < halvings && from - below > 1n; i++) {
    const middle = (below + from) / 2n;
    if (holds(middle)) from = middle;
    else below = middle;
  }
  return { below, from };
}

function tried(detail: GmxDetail, position: GmxPosition, tokens: bigint, health: number, maxSlippage: Bps): Tried {
  if (tokens <= 0n) return 'refused';
  const context = contextOf(detail, position.market);
  const request = decreaseRequest(context, position, tokens, { maxSlippage });
  const decrease = tryDecrease(detail, position, request);
  if (decrease.refusal)
    return decrease.refusal.error === 'OrderNotFulfillableAtAcceptablePrice' ? 'priced out' : 'refused';
  const { after } = decreasePart({ parts: [], after: detail }, position, request);
  const held = positionIn(after, position.key);
  return { missing: held ? missingUsd(after, held, health) : 0n };
}
