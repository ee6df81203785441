import { maxUint256 } from 'viem';
import type { CollateralWay } from '../../model/collateralWay.js';
import { type TokenAmount, toFloat, tokenAmount } from '../../model/units.js';
import { minimumOf, tokenOf } from './collateral.js';
import { type Holding, listingOf } from './find.js';
import { collateralGas } from './gas.js';
import { LYRA, positionIdOf } from './naming.js';
import { type CollateralKind, collateralOf } from './optionType.js';
import type { LyraDetail } from './state.js';
import { isOver } from './value.js';

/**
 * Each short option's own collateral, in and out. It counts at the dollar, or at spot where it is the base asset; what is required
 * depends on size, price and time alone. Lyra takes any amount, and lets go of all but the minimum.
 */
export const waysOf = (detail: LyraDetail): CollateralWay[] =>
  detail.markets.flatMap((market) =>
    market.options.flatMap((option) => {
      const kind = collateralOf(option.type);
      const holding = { market, option, ...listingOf(market, option.strikeId) };
      return kind === null || holding.board.settledAt !== null ? [] : waysOfShort(detail, holding, kind);
    }),
  );

function waysOfShort({ timestamp: now }: LyraDetail, holding: Holding, kind: CollateralKind): CollateralWay[] {
  const { market, option } = holding;
  const token = tokenOf(market, kind);
  const marginAccount = positionIdOf(market.contracts, option);
  const both = { venue: LYRA, marginAccount, token, maintenance: 0, carry: 0 };
  const price = toFloat(token.price);
  const gone = whyGone(holding, now);
  const isHalted = market.paused === 'Lyra has paused all its markets';
  return [
    {
      ...both,
      kind: 'addCollateral',
      most: tokenAmount(maxUint256),
      equity: price,
      gas: collateralGas.add,
      closed: gone ?? (isHalted ? market.paused : null),
    },
    {
      ...both,
      kind: 'removeCollateral',
      most: removable(holding, now),
      equity: -price,
      gas: collateralGas.remove,
      closed: gone ?? market.paused,
    },
  ];
}

function whyGone(holding: Holding, now: LyraDetail['timestamp']): string | null {
  const name = positionIdOf(holding.market.contracts, holding.option);
  if (holding.option.positionId === 0n) return `${name} is not minted yet`;
  return isOver(holding, now) ? `${name} has expired; its settlement pays out` : null;
}

/** What is above the minimum of this moment; our minimum is a hair above the contract's. */
function removable(holding: Holding, now: LyraDetail['timestamp']): TokenAmount {
  if (isOver(holding, now)) return tokenAmount(0n);
  const { option } = holding;
  const free = option.collateral - minimumOf(holding, option.type, now).of(option.amount);
  return tokenAmount(free > 0n ? free : 0n);
}
