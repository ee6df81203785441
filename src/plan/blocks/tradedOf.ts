import type { WorkedParent } from '../../model/desk.js';
import { divide, multiplyWad, tokenAmount, WAD, wad } from '../../model/units.js';
import type { BlockFill } from './allocate.js';

/**
 * What an order's children have traded. Where a venue does not tell the cash to the unit, it is reckoned from price and fee: up for
 * a purchase, down for a sale, so that nothing is given away that is not there.
 * @param decimals - Of the token that it is paid in.
 */
export function tradedOf({ children }: Pick<WorkedParent, 'children'>, decimals: number): BlockFill[] {
  return children.flatMap(({ fills }) =>
    fills.flatMap((fill): BlockFill[] => {
      if (fill.kind !== 'trade') return [];
      const { side, quantity, price, fee, cash } = fill;
      const isBuy = side === 'Buy';
      const gross = multiplyWad(quantity, price, isBuy ? 'up' : 'down');
      const dollars = isBuy ? gross + fee : gross - fee;
      const reckoned = divide(dollars * 10n ** BigInt(decimals), WAD, isBuy ? 'up' : 'down');
      return [{ quantity, price, fee: wad(fee), cash: tokenAmount(cash ? cash.amount : reckoned) }];
    }),
  );
}
