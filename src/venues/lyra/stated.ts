import { optionGreekCacheAbi } from '../../../abis/lyra.js';
import type { StatedMargin } from '../../model/marginDrift.js';
import { done, type Reading } from '../../model/reading.js';
import type { VenueReading } from '../../model/snapshot.js';
import { toFloat, tokenAmount, worthOf } from '../../model/units.js';
import { askView, each, orNull, view } from '../view.js';
import { DECIMALS, marginOf, tokenOf } from './collateral.js';
import { heldOrRefuse } from './find.js';
import { LYRA } from './naming.js';
import { codeOf, collateralOf } from './optionType.js';
import type { LyraDetail } from './state.js';
import { isOver } from './value.js';

/**
 * Each short's minimum collateral as we price it, against the Greek cache's own. Its equity is the collateral that the option's
 * NFT states: nothing there is reckoned, so nothing is compared.
 */
export function stated({ detail, marginAccounts }: VenueReading<LyraDetail>): Reading<readonly StatedMargin[]> {
  const live = marginAccounts
    .map(({ id }) => ({ id, holding: heldOrRefuse(detail, id) }))
    .filter(({ holding }) => !isOver(holding, detail.timestamp));
  const asked = live.map(({ holding: { market, board, strike, option } }) =>
    orNull(
      view('getMinCollateral', market.contracts.greekCache, optionGreekCacheAbi, 'getMinCollateral', [
        codeOf(option.type),
        strike.price,
        BigInt(board.expiry),
        market.spot,
        option.amount,
      ]),
    ),
  );
  if (asked.length === 0) return done([]);
  return askView(each(asked), (answers) =>
    done(
      live.map(({ id, holding }, index): StatedMargin => {
        const { equity, maintenance } = marginOf(holding, detail.timestamp);
        const { price } = tokenOf(holding.market, collateralOf(holding.option.type) ?? 'quote');
        const minimum = answers[index] ?? null;
        const theirs = minimum === null ? null : toFloat(worthOf(tokenAmount(minimum), DECIMALS, price, 'up'));
        return {
          marginAccount: id,
          venue: LYRA,
          ours: { equity: toFloat(equity), maintenance: toFloat(maintenance) },
          theirs: { equity: null, maintenance: theirs },
        };
      }),
    ),
  );
}
