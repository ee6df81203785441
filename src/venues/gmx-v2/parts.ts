import { isAddressEqual } from 'viem';
import { VenueRefusal } from '../venue.js';
import type { GmxDetail } from './detail.js';
import { contextOf, withMarket, withPosition } from './detail.js';
import { errorMeaningOf } from './errors/errorMeanings.js';
import { adjustedDecrease } from './math/adjustDecrease.js';
import type { DecreaseFill } from './math/decrease.js';
import { fillDecrease } from './math/decrease.js';
import { afterDecrease, afterIncrease } from './math/evolve.js';
import type { PositionFees } from './math/fees.js';
import type { IncreaseFill } from './math/increase.js';
import { fillIncrease } from './math/increase.js';
import { profitToken } from './math/prices.js';
import { type Refusal, refusalOfDecrease, refusalOfIncrease } from './math/refusals.js';
import { GMX_V2 } from './names.js';
import type { DecreaseRequest, IncreaseRequest } from './orders/request.js';
import type { ClaimableFunding } from './read/accountState.js';
import type { GmxPosition, MarketProps } from './state.js';

/** One order to GMX, with what it is expected to do at this block. */
export type Part =
  | { kind: 'increase'; position: GmxPosition; request: IncreaseRequest; fill: IncreaseFill }
  | { kind: 'decrease'; position: GmxPosition; request: DecreaseRequest; fill: DecreaseFill };

/** The parts of an order in their order, and the account once they have filled. */
export interface Parts {
  parts: readonly Part[];
  after: GmxDetail;
}

export interface PartOptions {
  /** What comes with an increase is in GMX's vault already. */
  isPaid?: boolean;
}

/** @throws VenueRefusal when GMX would cancel it at this block */
export function increasePart(
  { parts, after: detail }: Parts,
  position: GmxPosition,
  request: IncreaseRequest,
  { isPaid = false }: PartOptions = {},
): Parts {
  const context = contextOf(detail, position.market);
  const { sizeDeltaUsd, collateralAmount, acceptablePrice } = request;
  const { discounts } = detail;
  const fill = fillIncrease(context, position, { sizeDeltaUsd, collateralDeltaAmount: collateralAmount, discounts });
  refuse(refusalOfIncrease(context, position, fill, { discounts, acceptablePrice }), context.market.props.name);
  const paid = isPaid ? detail : withWallet(detail, position.collateralToken, -collateralAmount);
  const traded = withEarned(withMarket(paid, afterIncrease(context, position, fill)), context.market.props, fill.fees);
  const after = withPosition(traded, fill.position);
  return { parts: [...parts, { kind: 'increase', position, request, fill }], after };
}

/** How a decrease would fill, and why GMX would cancel it; null when it would not. */
export function tryDecrease(
  detail: GmxDetail,
  position: GmxPosition,
  request: DecreaseRequest,
): { fill: DecreaseFill; refusal: Refusal | null } {
  const context = contextOf(detail, position.market);
  const { discounts } = detail;
  const asked = { sizeDeltaUsd: request.sizeDeltaUsd, withdrawalAmount: request.withdrawAmount, discounts };
  const fill = fillDecrease(context, position, adjustedDecrease(context, position, asked));
  const isTrigger = request.orderType !== 'MarketDecrease';
  const order = { ...asked, acceptablePrice: request.acceptablePrice, isTrigger };
  return { fill, refusal: refusalOfDecrease(context, position, fill, order) };
}

/** @throws VenueRefusal when GMX would cancel it at this block */
export function decreasePart({ parts, after: detail }: Parts, position: GmxPosition, request: DecreaseRequest): Parts {
  const context = contextOf(detail, position.market);
  const { props } = context.market;
  const { fill, refusal } = tryDecrease(detail, position, request);
  refuse(refusal, props.name);
  const { outputAmount, secondaryOutputAmount } = fill.payout;
  const paidOut = withWallet(
    withWallet(detail, position.collateralToken, outputAmount),
    profitToken(props, position.isLong),
    secondaryOutputAmount,
  );
  const traded = withEarned(withMarket(paidOut, afterDecrease(context, position, fill)), props, fill.fees);
  const after = withPosition(traded, fill.position ?? { ...position, sizeInUsd: 0n });
  return { parts: [...parts, { kind: 'decrease', position, request, fill }], after };
}

/** What an approval leaves is used up; one that was there already is drawn on. Below zero: more than there is. */
export function withWallet(detail: GmxDetail, token: string, change: bigint): GmxDetail {
  return {
    ...detail,
    wallet: detail.wallet.map((row) => {
      if (row.token.toLowerCase() !== token.toLowerCase()) return row;
      const allowance = row.allowance + (change < 0n ? change : 0n);
      return { ...row, balance: row.balance + change, allowance: allowance > 0n ? allowance : 0n };
    }),
  };
}

/** Funding received is settled by every trade of the position, and waits to be claimed. */
function withEarned(
  detail: GmxDetail,
  { marketToken: market, longToken, shortToken }: MarketProps,
  { claimableLongTokenAmount, claimableShortTokenAmount }: PositionFees,
): GmxDetail {
  const both = claimableLongTokenAmount + claimableShortTokenAmount;
  const earned = (
    isAddressEqual(longToken, shortToken)
      ? [{ market, token: longToken, amount: both }]
      : [
          { market, token: longToken, amount: claimableLongTokenAmount },
          { market, token: shortToken, amount: claimableShortTokenAmount },
        ]
  ).filter(({ amount }) => amount > 0n);
  const isOf = (row: ClaimableFunding) => (other: ClaimableFunding) =>
    isAddressEqual(row.market, other.market) && isAddressEqual(row.token, other.token);
  const others = detail.claimableFunding.filter((row) => !earned.some(isOf(row)));
  const owed = (row: ClaimableFunding) => detail.claimableFunding.find(isOf(row))?.amount ?? 0n;
  const grown = earned.map((row) => ({ ...row, amount: owed(row) + row.amount }));
  return { ...detail, claimableFunding: [...others, ...grown] };
}

function refuse(refusal: Refusal | null, market: string): void {
  if (!refusal) return;
  const { says, retry } = errorMeaningOf(refusal.error);
  throw new VenueRefusal(`${GMX_V2} would cancel an order in ${market}: ${says}`, {
    facts: [`${refusal.error}: ${refusal.found} against ${refusal.limit}`],
    mend: mends[refusal.error] ?? 'trade less, or later',
    retryable: retry === 'at once' || retry === 'after backing off',
  });
}

const mends: Partial<Record<Refusal['error'], string>> = {
  LiquidatablePosition: 'add more collateral, or trade less',
  InsufficientCollateralUsd: 'lower the leverage',
  InsufficientCollateralAmount: 'add more collateral',
  UnableToWithdrawCollateral: 'withdraw less',
  MinPositionSize: 'trade more, or nothing',
};
