import type { MarginAccount } from '../../model/marginAccount.js';
import { fromFloat, type TokenAmount, tokenAmount } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import type { GmxDetail } from './detail.js';
import { contextOf, positionIn } from './detail.js';
import { positionOf } from './marginAt.js';
import { divAway } from './math/fixedPoint.js';
import { liquidationState } from './math/liquidation.js';
import { collateralPrice } from './math/prices.js';
import { depositOnly } from './orders/increaseIntents.js';
import { increasePart } from './parts.js';
import type { GmxPosition } from './state.js';

/** A deposit settles what is pending, each item rounded to a token unit by itself. */
const roundings = 8n;

/**
 * Least deposit, rounded up, with which what remains is `health` times the requirement: after the fees that the deposit
 * itself makes due. 0 when it is there already. GMX cancels a deposit that leaves the position liquidatable, so what
 * reaches a health above 1 is never too small.
 */
export function topUpAmount(binding: Binding, detail: GmxDetail, { id }: MarginAccount, health: number): TokenAmount {
  const position = positionOf(binding, detail, id);
  const context = contextOf(detail, position.market);
  const missing = missingUsd(detail, position, health);
  if (missing <= 0n) return tokenAmount(0n);
  const { min } = collateralPrice(context, position.collateralToken);
  let amount = divAway(missing, min);
  // The deposit is tried, and what the roundings of settling took is added.
  for (let tries = 0n; tries < roundings; tries++) {
    const left = leftAfter(detail, position, amount, health);
    if (left === null || left <= 0n) break;
    amount += divAway(left, min);
  }
  return tokenAmount(amount);
}

/** USD, 30 decimals, between what remains and `health` times the requirement. */
export function missingUsd(detail: GmxDetail, position: GmxPosition, health: number): bigint {
  const context = contextOf(detail, position.market);
  const { remainingCollateralUsd, requirementUsd } = liquidationState(context, position, detail.discounts);
  return divAway(requirementUsd * fromFloat(health, 'up'), 10n ** 18n) - remainingCollateralUsd;
}

function leftAfter(detail: GmxDetail, position: GmxPosition, amount: bigint, health: number): bigint | null {
  try {
    const { after } = increasePart({ parts: [], after: detail }, position, depositOnly(position, { amount }));
    const held = positionIn(after, position.key);
    return held ? missingUsd(after, held, health) : null;
  } catch (error) {
    if (error instanceof VenueRefusal) return null;
    throw error;
  }
}
