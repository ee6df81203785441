import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyContext } from '../../../../test/fixtures/gmx/positions.arbitrary.js';
import { recordedMarkets, recordedPositions } from '../../../../test/fixtures/gmx/positions.js';
import { type GmxPosition, type MarketContext, type MarketParams, noDiscounts } from '../state.js';
import { adjustedDecrease } from './adjustDecrease.js';
import { fillDecrease } from './decrease.js';
import { emptyPosition } from './emptyPosition.js';
import { fillIncrease } from './increase.js';
import { increaseHeadroom } from './limits.js';
import { type DecreaseOrder, refusalOfDecrease, refusalOfIncrease } from './refusals.js';
import { withdrawableCollateral } from './withdrawable.js';

const USD = 10n ** 30n;
const USDC = 10n ** 6n;

function defaults(): MarketContext {
  const [eth] = recordedMarkets;
  if (!eth) throw new Error('no recorded market');
  return eth.context;
}

const withParams = (context: MarketContext, params: Partial<MarketParams>): MarketContext => ({
  ...context,
  market: { ...context.market, params: { ...context.market.params, ...params } },
});

const nobody = (context: MarketContext, isLong: boolean): GmxPosition =>
  emptyPosition({
    key: '0x',
    account: context.market.props.marketToken,
    market: context.market.props.marketToken,
    collateralToken: context.market.props.shortToken,
    isLong,
  });

function increase(context: MarketContext, size: bigint, collateral: bigint, acceptablePrice?: bigint, isLong = false) {
  const position = nobody(context, isLong);
  const request = { sizeDeltaUsd: size, collateralDeltaAmount: collateral, discounts: noDiscounts };
  const fill = fillIncrease(context, position, request);
  const order = { discounts: noDiscounts, ...(acceptablePrice === undefined ? {} : { acceptablePrice }) };
  return refusalOfIncrease(context, position, fill, order)?.error ?? null;
}

const opened = (context: MarketContext, size: bigint, collateral: bigint): GmxPosition =>
  fillIncrease(context, nobody(context, false), {
    sizeDeltaUsd: size,
    collateralDeltaAmount: collateral,
    discounts: noDiscounts,
  }).position;

function decrease(context: MarketContext, position: GmxPosition, request: Partial<DecreaseOrder>) {
  const order: DecreaseOrder = { sizeDeltaUsd: 0n, withdrawalAmount: 0n, discounts: noDiscounts, ...request };
  const fill = fillDecrease(context, position, adjustedDecrease(context, position, order));
  return refusalOfDecrease(context, position, fill, order);
}

test('default: a sound increase is not refused', () => {
  expect(increase(defaults(), 10_000n * USD, 1_000n * USDC)).toBeNull();
});

test('args: each reason to refuse an increase, by the name that GMX gives it', () => {
  const context = defaults();
  const side = (value: bigint) => ({ long: value, short: value });
  const { market } = context;
  expect({
    disabled: increase({ ...context, market: { ...market, isDisabled: true } }, 10_000n * USD, 1_000n * USDC),
    price: increase(context, 10_000n * USD, 1_000n * USDC, context.prices.index.max * 2n),
    fee: increase(context, 50_000n * USD, 1n * USDC),
    leverage: increase(context, 10_000n * USD, 30n * USDC),
    interest: increase(withParams(context, { maxOpenInterest: side(USD) }), 10_000n * USD, 1_000n * USDC),
    reserve: increase(withParams(context, { reserveFactor: side(1n) }), 10_000n * USD, 1_000n * USDC),
    interestReserve: increase(
      withParams(context, { openInterestReserveFactor: side(1n) }),
      10_000n * USD,
      1_000n * USDC,
    ),
    size: increase(context, USD - 1n, 1_000n * USDC),
    collateral: increase(context, 3n * USD, 857_142n),
    nothing: increase(context, 0n, 1_000n * USDC),
  }).toEqual({
    disabled: 'DisabledMarket',
    price: 'OrderNotFulfillableAtAcceptablePrice',
    fee: 'InsufficientCollateralAmount',
    leverage: 'InsufficientCollateralUsd',
    interest: 'MaxOpenInterestExceeded',
    reserve: 'InsufficientReserve',
    interestReserve: 'InsufficientReserveForOpenInterest',
    size: 'MinPositionSize',
    collateral: 'LiquidatablePosition',
    nothing: 'InvalidPositionSizeValues',
  });
});

test('args: each reason to refuse a decrease', () => {
  const context = defaults();
  const position = opened(context, 10_000n * USD, 1_000n * USDC);
  const high = context.prices.index.max * 2n;
  const under: MarketContext = { ...context, prices: { ...context.prices, index: { min: high, max: high } } };
  expect({
    sound: decrease(context, position, { sizeDeltaUsd: 5_000n * USD }),
    all: decrease(context, position, { sizeDeltaUsd: 10_000n * USD }),
    trigger: decrease(context, position, { sizeDeltaUsd: 2n ** 256n - 1n, isTrigger: true }),
    larger: decrease(context, position, { sizeDeltaUsd: 10_000n * USD + 1n })?.error,
    price: decrease(context, position, { sizeDeltaUsd: 5_000n * USD, acceptablePrice: 1n })?.error,
    withdrawal: decrease(context, position, { withdrawalAmount: 990n * USDC })?.error,
    costs: decrease(under, position, { sizeDeltaUsd: 10_000n * USD })?.error,
  }).toEqual({
    sound: null,
    all: null,
    trigger: null,
    larger: 'InvalidDecreaseOrderSize',
    price: 'OrderNotFulfillableAtAcceptablePrice',
    withdrawal: 'UnableToWithdrawCollateral',
    costs: 'InsufficientFundsToPayForCosts',
  });
});

test('behavior: a rest that could not stand is closed with the order, and a withdrawal it cannot bear falls away', () => {
  const context = defaults();
  const position = opened(context, 10_000n * USD, 1_000n * USDC);
  const almost = { sizeDeltaUsd: 10_000n * USD - USD / 2n, withdrawalAmount: 5n, discounts: noDiscounts };
  expect(adjustedDecrease(context, position, almost)).toEqual({
    sizeDeltaUsd: 10_000n * USD,
    withdrawalAmount: 0n,
    discounts: noDiscounts,
  });
  const greedy = { sizeDeltaUsd: 1_000n * USD, withdrawalAmount: 990n * USDC, discounts: noDiscounts };
  expect(adjustedDecrease(context, position, greedy)).toEqual({ ...greedy, withdrawalAmount: 0n });
});

test('invariant: the headroom can be opened, and a little more cannot', () => {
  let compared = 0;
  fc.assert(
    fc.property(anyContext, fc.boolean(), (context, isLong) => {
      const headroom = increaseHeadroom(context, isLong);
      fc.pre(headroom.usd > 100n * USD);
      const plenty = 10n ** 40n;
      expect(increase(context, headroom.usd, plenty, undefined, isLong)).not.toBe(headroom.boundBy);
      // Rounding to a unit of the index on either side, and the half unit that an odd sum loses.
      const more = headroom.usd + 4n * context.prices.index.max;
      expect(increase(context, more, plenty, undefined, isLong)).toBe(headroom.boundBy);
      compared++;
    }),
  );
  expect(compared).toBe(100);
});

test('invariant: what can be withdrawn can, and one unit more cannot', () => {
  const seen = { compared: 0, allThatCostsLeave: 0 };
  for (const { context, position, discounts } of recordedPositions) {
    const most = withdrawableCollateral(context, position, discounts);
    if (most === 0n) continue;
    const request = { sizeDeltaUsd: 0n, withdrawalAmount: most, discounts };
    const fill = fillDecrease(context, position, request);
    expect(decrease(context, position, request)).toBeNull();
    expect(fill.payout.outputAmount).toBe(most);
    seen.compared++;
    const more = { ...request, withdrawalAmount: most + 1n };
    const refusal = decrease(context, position, more);
    if (refusal) {
      expect(['UnableToWithdrawCollateral', 'LiquidatablePosition']).toContain(refusal.error);
      continue;
    }
    // Where profit carries the position, GMX cuts the order to what the pending costs leave instead of refusing it.
    expect(fill.position?.collateralAmount).toBe(0n);
    expect(fillDecrease(context, position, more).payout.outputAmount).toBe(most);
    seen.allThatCostsLeave++;
  }
  expect(seen).toEqual({ compared: 122, allThatCostsLeave: 22 });
});
