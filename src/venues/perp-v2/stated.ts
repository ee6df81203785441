import type { Address } from 'viem';
import { accountBalanceAbi, clearingHouseAbi } from '../../../abis/perp-v2.js';
import type { StatedMargin } from '../../model/marginDrift.js';
import { done, type Reading } from '../../model/reading.js';
import type { VenueReading } from '../../model/snapshot.js';
import { toFloat, wad } from '../../model/units.js';
import { askView, together, view } from '../view.js';
import { CROSS, PERP_V2 } from './describe.js';
import { accountValue, maintenanceRequirement } from './margin.js';
import type { PerpV2Contracts, PerpV2Detail } from './state.js';

/**
 * What is reckoned from sizes, marks, funding and the Vault's balance, against the two figures that the ClearingHouse
 * liquidates by. Where the account holds other collateral, its equity is not compared: the protocol counts that, we do not.
 */
export function stated(
  { clearingHouse, accountBalance, settlementToken }: PerpV2Contracts,
  account: Address,
  { detail }: VenueReading<PerpV2Detail>,
): Reading<readonly StatedMargin[]> {
  const asked = together({
    equity: view('getAccountValue', clearingHouse, clearingHouseAbi, 'getAccountValue', [account]),
    maintenance: view(
      'getMarginRequirementForLiquidation',
      accountBalance,
      accountBalanceAbi,
      'getMarginRequirementForLiquidation',
      [account],
    ),
  });
  return askView(asked, ({ equity, maintenance }) =>
    done([
      {
        marginAccount: CROSS,
        venue: PERP_V2,
        ours: {
          equity: toFloat(wad(accountValue(detail, settlementToken.decimals))),
          maintenance: toFloat(wad(maintenanceRequirement(detail))),
        },
        theirs: {
          equity: detail.otherCollateral.length > 0 ? null : toFloat(wad(equity)),
          maintenance: toFloat(wad(maintenance)),
        },
      },
    ]),
  );
}
