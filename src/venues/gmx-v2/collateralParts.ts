import { formatUnits } from 'viem';
import type { CollateralTerms } from '../../model/order.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import { symbolOf } from './binding.js';
import type { GmxDetail } from './detail.js';
import { contextOf } from './detail.js';
import { positionOf } from './marginAt.js';
import { collateralDecimals } from './math/prices.js';
import { withdrawableCollateral } from './math/withdrawable.js';
import { withdrawOnly } from './orders/decreaseIntents.js';
import { depositOnly } from './orders/increaseIntents.js';
import { decreasePart, increasePart, type Parts } from './parts.js';

/**
 * Collateral into a position, or out of it. A deposit that leaves the position liquidatable is refused here, since GMX
 * would cancel it: it must be large enough at once. @throws VenueRefusal
 */
export function collateralParts(binding: Binding, detail: GmxDetail, terms: CollateralTerms): Parts {
  const position = positionOf(binding, detail, terms.marginAccount);
  const context = contextOf(detail, position.market);
  const { props } = context.market;
  const symbol = symbolOf(binding, position.collateralToken);
  const decimals = collateralDecimals(props, position.collateralToken);
  if (terms.token !== symbol || terms.decimals !== decimals) {
    throw new VenueRefusal(`${terms.marginAccount} does not take ${terms.token} of ${terms.decimals} decimals`, {
      facts: [`its collateral is ${symbol} of ${decimals} decimals`],
      mend: `draw on wallet ${symbol}`,
    });
  }
  const { amount } = terms;
  if (amount <= 0n)
    throw new VenueRefusal('moving collateral needs an amount above 0', { facts: [`amount ${amount}`] });
  const nothing: Parts = { parts: [], after: detail };
  if (terms.kind === 'addCollateral') return increasePart(nothing, position, depositOnly(position, { amount }));
  const most = withdrawableCollateral(context, position, detail.discounts);
  if (amount > most) {
    throw new VenueRefusal(`gmx-v2 would not let go of ${formatUnits(amount, decimals)} ${symbol}`, {
      facts: [`${formatUnits(most, decimals)} ${symbol} can be taken out of ${terms.marginAccount} now`],
      mend: 'withdraw less, or reduce the position first',
    });
  }
  return decreasePart(nothing, position, withdrawOnly(position, amount));
}
