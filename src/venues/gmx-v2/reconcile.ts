import type { Address, Hex } from 'viem';
import { getAddress, isAddressEqual } from 'viem';
import type { GmxDetail } from './detail.js';
import { contextOf } from './detail.js';
import { valuePosition } from './math/valuePosition.js';
import type { StatedPosition } from './read/accountState.js';
import type { GmxPosition } from './state.js';

/**
 * GMX's Reader states what closing a position would settle, at the block and the prices that we reckon with. Where our
 * figures are others, these contracts are not the ones that this version knows: in sentences, for one market.
 */
export const disagreements = (detail: GmxDetail, market: Address): string[] =>
  Object.values(detail.stated)
    .filter(({ position }) => isAddressEqual(position.market, market))
    .flatMap((stated) => disagreement(detail, stated));

function disagreement(detail: GmxDetail, stated: StatedPosition): string[] {
  const { position } = stated;
  if (!wasReadAs(detail, position.key, position)) return [];
  const context = contextOf(detail, position.market);
  const { close } = valuePosition(context, position, detail.discounts);
  const figures: readonly [string, bigint, bigint][] = [
    ['profit', close.basePnlUsd, stated.basePnlUsd],
    ['costs', close.fees.totalCostAmount, stated.totalCostAmount],
    ['funding', close.fees.fundingFeeAmount, stated.fundingFeeAmount],
    ['borrowing', close.fees.borrowingFeeUsd, stated.borrowingFeeUsd],
    ['price impact', close.totalImpactUsd, stated.totalImpactUsd],
    ['execution price', close.executionPrice, stated.executionPrice],
  ];
  const different = figures.filter(([, ours, theirs]) => ours !== theirs);
  if (different.length === 0) return [];
  const told = different.map(([what, ours, theirs]) => `${what} ${theirs}, reckoned ${ours}`).join('; ');
  const { name } = context.market.props;
  return [`GMX states other figures of ${name} ${position.isLong ? 'long' : 'short'} than its formulas give: ${told}`];
}

/** What was expected of orders is no longer what GMX was asked about. */
function wasReadAs({ positions }: GmxDetail, key: Hex, stated: GmxPosition): boolean {
  const held = positions.find((position) => position.key === key);
  return (
    held !== undefined &&
    getAddress(held.market) === getAddress(stated.market) &&
    held.sizeInUsd === stated.sizeInUsd &&
    held.collateralAmount === stated.collateralAmount
  );
}
