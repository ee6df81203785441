import type { CollateralToken } from '../model/marginAccount.js';
import type { CollateralTerms, OrderTerms, TradeTerms } from '../model/order.js';
import { marginAccountsOf, marketOf, type Snapshot } from '../model/snapshot.js';
import {
  amountWorth,
  divideWad,
  fromFloat,
  multiplyWad,
  smallest,
  type TokenAmount,
  toFloat,
  WAD,
  type Wad,
  worthOf,
} from '../model/units.js';

/** USD that an order moves, at the snapshot's marks. NaN when its market or its margin account is not in the snapshot. */
export function notionalOf(snapshot: Snapshot, terms: OrderTerms): number {
  if (terms.kind === 'trade') {
    const market = marketOf(snapshot, terms.instrument);
    return market ? toFloat(multiplyWad(terms.quantity, market.mark, 'up')) : Number.NaN;
  }
  const price = collateralPrice(snapshot, terms);
  return price === undefined ? Number.NaN : toFloat(worthOf(terms.amount, terms.decimals, price, 'up'));
}

/** The same order for at most `usd`, rounded down; never larger than it was. */
export function shrunkTo(snapshot: Snapshot, terms: OrderTerms, usd: number): OrderTerms {
  const worth = fromFloat(Math.max(0, usd), 'down');
  if (terms.kind === 'trade') {
    const market = marketOf(snapshot, terms.instrument);
    const quantity = market && market.mark > 0n ? divideWad(worth, market.mark, 'down') : terms.quantity;
    return withQuantity(terms, smallest(quantity, terms.quantity));
  }
  const amount = amountWorth(worth, terms.decimals, collateralPrice(snapshot, terms) ?? WAD, 'down');
  return withAmount(terms, smallest(amount, terms.amount));
}

export const withQuantity = (terms: TradeTerms, quantity: Wad): TradeTerms => ({ ...terms, quantity });

const withAmount = (terms: CollateralTerms, amount: TokenAmount): CollateralTerms => ({ ...terms, amount });

/** USD per whole token, from the account's own collateral or what its venue takes. */
function collateralPrice(snapshot: Snapshot, terms: CollateralTerms): Wad | undefined {
  const account = marginAccountsOf(snapshot).find((candidate) => candidate.id === terms.marginAccount);
  const known: CollateralToken[] = [
    ...snapshot.readings.filter((r) => r.venue === terms.venue).flatMap((r) => r.funding.map((f) => f.token)),
    ...(account ? [account.collateral] : []),
  ];
  return known.find((token) => token.symbol === terms.token)?.price;
}
