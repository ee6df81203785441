import type { StatedMargin } from '../../model/marginDrift.js';
import { done, type Reading } from '../../model/reading.js';
import type { VenueReading } from '../../model/snapshot.js';
import { toFloat } from '../../model/units.js';
import { askView, each, orNull } from '../view.js';
import type { Binding } from './binding.js';
import { usdToWad } from './convert.js';
import { contextOf, type GmxDetail } from './detail.js';
import { most } from './math/fixedPoint.js';
import { liquidationState } from './math/liquidation.js';
import { GMX_V2 } from './names.js';
import { positionIdOf } from './positionId.js';
import type { MarketContext } from './state.js';

/**
 * What would remain of each position and what is required of it, against the Reader's own test for liquidation at the prices of
 * the reading. The Reader takes a market as it was last touched, so ours is reckoned without what is pending since then too;
 * what is pending is compared at every reading, with GMX's statement of a full close.
 */
export function stated(binding: Binding, { detail }: VenueReading<GmxDetail>): Reading<readonly StatedMargin[]> {
  const { positions } = detail;
  if (positions.length === 0) return done([]);
  const { reader, contracts } = binding.release;
  const asked = positions.map((position) => {
    const { market, prices } = contextOf(detail, position.market);
    return orNull(reader.liquidationTest(contracts, position.key, market.props, prices));
  });
  return askView(each(asked), (answers) =>
    done(
      positions.map((position, index): StatedMargin => {
        const context = contextOf(detail, position.market);
        const ours = liquidationState(asLastTouched(context), position, detail.discounts);
        const theirs = answers[index] ?? null;
        return {
          marginAccount: positionIdOf(binding, context.market.props, position),
          venue: GMX_V2,
          ours: { equity: usd(ours.remainingCollateralUsd), maintenance: usd(ours.requirementUsd) },
          theirs: {
            equity: theirs && usd(theirs.remainingCollateralUsd),
            maintenance: theirs && usd(most(theirs.minCollateralUsd, theirs.minCollateralUsdForLeverage)),
          },
        };
      }),
    ),
  );
}

const usd = (value: bigint): number => toFloat(usdToWad(value, 'down'));

/** Nothing pending: neither funding nor borrowing has accrued since the market was last touched. */
export function asLastTouched(context: MarketContext): MarketContext {
  const { market, now } = context;
  const cumulativeBorrowingFactorUpdatedAt = { long: now, short: now };
  const state = { ...market.state, fundingUpdatedAt: now, cumulativeBorrowingFactorUpdatedAt };
  return { ...context, market: { ...market, state } };
}
