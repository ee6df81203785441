import { sayNumber } from '../../assess/sayNumber.js';
import type { BlockState, WorkedParent } from '../../model/desk.js';
import { isOpen } from '../../model/order.js';
import { leavesQty } from '../../model/parentOrder.js';
import { marketOf } from '../../model/snapshot.js';
import { smallest, toFloat, WAD, type Wad, wad } from '../../model/units.js';
import type { Turn } from '../turn.js';
import type { Allowance } from './allowanceOf.js';
import { expectedOf, feeShare, inLots, lotOf, quoteOf, worstCost } from './fundingOf.js';
import { contributed } from './memberStanding.js';
import { tradedOf } from './tradedOf.js';

/**
 * How much more of a purchase for others what they have put up is enough for, at the price and with the fees that are
 * expected now: these may have risen since it was asked for, and the account's own money is not to be spent. At its limit price what
 * was put up covers all of it, so only fees can make it too little. null where it is enough for all that is left, or no money was put up.
 */
export function affordable(
  { input, portfolio: { snapshot } }: Turn,
  own: WorkedParent,
  block: BlockState,
): Allowance | null {
  const { terms, state, children } = own;
  const venue = input.venues.get(terms.venue);
  const market = marketOf(snapshot, terms.instrument);
  const quote = market && quoteOf(market.instrument, snapshot, terms.venue);
  if (block.method !== 'transfer' || terms.side !== 'Buy' || terms.price === null) return null;
  if (!venue || !market || !quote || children.some(({ status }) => isOpen(status))) return null;
  const collected = block.members
    .filter(({ quantity }) => quantity > 0n)
    .reduce((sum, member) => sum + contributed(block, member).done, 0n);
  const spent = tradedOf(own, quote.decimals).reduce((sum, { cash }) => sum + cash, 0n);
  const left = collected > spent ? collected - spent : 0n;
  const leaves = leavesQty(state);
  const price = expectedOf(leaves, terms, venue, snapshot)?.price ?? terms.price;
  const fees = feeShare(leaves, terms, market, venue, snapshot, 1);
  const perUnit = worstCost(smallest(price, terms.price), fees, { numerator: 1n, denominator: 1n });
  const most = inLots(wad((left * WAD * WAD) / (perUnit * 10n ** BigInt(quote.decimals))), lotOf(market.instrument));
  if (most >= leaves) return null;
  const quantity: Wad = smallest(most, leaves);
  const money = `${sayNumber(Number(left) / 10 ** quote.decimals)} ${quote.symbol}`;
  return { quantity, says: `${money} is left of what members have sent: enough for ${sayNumber(toFloat(quantity))}` };
}
