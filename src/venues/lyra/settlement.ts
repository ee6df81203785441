import { multiplyWad, type TokenAmount, tokenAmount, type Wad, wad } from '../../model/units.js';
import type { Holding } from './find.js';
import { type CollateralKind, collateralOf, isLong, rightOf } from './optionType.js';

/**
 * What settling pays the owner of an option whose board has been settled: ShortCollateral.settleOptions. A long gets
 * its payoff in quote; a short gets what its payoff leaves of the collateral.
 */
export function settlementOf({ option, board, strike }: Holding): { kind: CollateralKind; amount: TokenAmount } {
  const settledAt = board.settledAt ?? strike.price;
  const difference = rightOf(option.type) === 'call' ? settledAt - strike.price : strike.price - settledAt;
  const perUnit = wad(difference > 0n ? difference : 0n);
  if (isLong(option.type)) return { kind: 'quote', amount: amountOf(multiplyWad(perUnit, option.amount, 'down')) };

  const kind = collateralOf(option.type) ?? 'quote';
  const owed = multiplyWad(kind === 'base' ? strike.baseReturned : perUnit, option.amount, 'down');
  return { kind, amount: tokenAmount(option.collateral > owed ? option.collateral - owed : 0n) };
}

const amountOf = (value: Wad): TokenAmount => tokenAmount(value);
