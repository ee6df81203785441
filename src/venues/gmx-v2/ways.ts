import { maxUint256 } from 'viem';
import type { CollateralWay } from '../../model/collateralWay.js';
import { toFloat, tokenAmount } from '../../model/units.js';
import type { Binding } from './binding.js';
import { collateralTokenOf } from './collateralToken.js';
import type { GmxDetail } from './detail.js';
import { contextOf } from './detail.js';
import { collateralGas } from './gas.js';
import { collateralPrice } from './math/prices.js';
import { withdrawableCollateral } from './math/withdrawable.js';
import { GMX_V2 } from './names.js';
import { positionIdOf } from './positionId.js';
import { keptByKeepers } from './requestGas.js';
import type { GmxPosition } from './state.js';

/**
 * Each position's own collateral token, in and out. The liquidation test counts it at the lower price, and its fees and its
 * requirement depend on the size alone, so both are exact. GMX's keepers carry it out at prices of their own moment: at `most` a
 * position is as close to its limits as GMX lets it, and a price that moves against it has them cancel.
 */
export const waysOf = (binding: Binding, detail: GmxDetail): CollateralWay[] =>
  detail.positions.flatMap((position) => waysOfPosition(binding, detail, position));

function waysOfPosition(binding: Binding, detail: GmxDetail, position: GmxPosition): CollateralWay[] {
  const context = contextOf(detail, position.market);
  const { props, isDisabled } = context.market;
  const token = collateralTokenOf(
    binding,
    props,
    position.collateralToken,
    collateralPrice(context, position.collateralToken),
  );
  const price = toFloat(token.price);
  const both = {
    venue: GMX_V2,
    marginAccount: positionIdOf(binding, props, position),
    token,
    maintenance: 0,
    carry: 0,
    closed: isDisabled ? `GMX has disabled ${props.name}` : null,
  };
  return [
    {
      ...both,
      kind: 'addCollateral',
      most: tokenAmount(maxUint256),
      equity: price,
      gas: collateralGas.add,
      keeper: keptByKeepers(detail, [{ kind: 'increase' }]),
    },
    {
      ...both,
      kind: 'removeCollateral',
      most: tokenAmount(withdrawableCollateral(context, position, detail.discounts)),
      equity: -price,
      gas: collateralGas.remove,
      keeper: keptByKeepers(detail, [{ kind: 'decrease' }]),
    },
  ];
}
