import { expect, test } from 'vitest';
import { recordedMarkets, recordedPositions } from '../../../../test/fixtures/gmx/positions.js';
import type { GmxPosition, MarketContext } from '../state.js';
import { accrualOf } from './accrual.js';
import { touchMarket } from './evolve.js';
import { latestFactors } from './fees.js';
import { PER_SIZE_ONE } from './fixedPoint.js';
import { liquidationState } from './liquidation.js';
import { collateralPrice } from './prices.js';

const seconds = 3_600n;

/** The position just touched, and the same an hour later without any trade. */
function anHourOf(context: MarketContext, recorded: GmxPosition) {
  const market = touchMarket(context);
  const now = { ...context, market };
  const position = { ...recorded, ...latestFactors(now, recorded) };
  // A rate drifts while nobody trades, and the contracts charge where it ends for all of the time.
  return { now, later: { ...now, now: context.now + seconds }, position };
}

test('default: the contracts take from the collateral in an hour what was foretold, to a few units of the token', () => {
  let paid = 0;
  for (const { context, position: recorded, discounts } of recordedPositions) {
    const { now, later, position } = anHourOf(context, recorded);
    const left = (at: MarketContext) => liquidationState(at, position, discounts).remainingCollateralUsd;
    const { borrowing, fundingPaid } = accrualOf(later, position);
    const taken = left(now) - left(later);
    const unit = collateralPrice(context, position.collateralToken).min;
    const off = taken - seconds * (borrowing + fundingPaid);
    expect(off < 0n ? -off : off).toBeLessThanOrEqual(3n * unit + taken / 10n ** 9n);
    if (taken > 100n * unit) paid++;
  }
  expect(paid).toBeGreaterThan(20);
});

test('default: what is earned waits to be claimed, as much as was foretold', () => {
  let earned = 0;
  for (const { context, position: recorded } of recordedPositions) {
    const { now, later, position } = anHourOf(context, recorded);
    const { fundingEarned, fundingPaid } = accrualOf(later, position);
    expect(fundingEarned === 0n || fundingPaid === 0n).toBe(true);
    const [from, to] = [latestFactors(now, position), latestFactors(later, position)];
    const { long, short } = context.prices;
    const { sizeInUsd } = position;
    const usd =
      (sizeInUsd *
        ((to.longTokenClaimableFundingAmountPerSize - from.longTokenClaimableFundingAmountPerSize) * long.max +
          (to.shortTokenClaimableFundingAmountPerSize - from.shortTokenClaimableFundingAmountPerSize) * short.max)) /
      PER_SIZE_ONE;
    const off = usd - seconds * fundingEarned;
    expect(off < 0n ? -off : off).toBeLessThanOrEqual(2n * (long.max + short.max) + usd / 10n ** 9n);
    if (usd > 10n ** 27n) earned++;
  }
  expect(earned).toBeGreaterThan(5);
});

test('invariant: one side pays funding and the other earns it, all of it', () => {
  for (const { context } of recordedMarkets) {
    const { openInterest } = context.market.state;
    const whole = (isLong: boolean) => {
      const side = isLong ? openInterest.long : openInterest.short;
      const sizeInUsd = side.longToken + side.shortToken;
      const position = { isLong, sizeInUsd, collateralToken: context.market.props.shortToken } as GmxPosition;
      return accrualOf(context, position);
    };
    const [longs, shorts] = [whole(true), whole(false)];
    const { min, max } = context.prices.short;
    const paid = ((longs.fundingPaid + shorts.fundingPaid) * max) / min;
    const off = paid - (longs.fundingEarned + shorts.fundingEarned);
    expect(Number(off < 0n ? -off : off)).toBeLessThanOrEqual(1e-9 * Number(paid) + 1e6);
  }
});
