import type { Address } from 'viem';
import { poolAbi } from '../../../abis/aave-v3.js';
import type { StatedMargin } from '../../model/marginDrift.js';
import { done, type Reading } from '../../model/reading.js';
import type { VenueReading } from '../../model/snapshot.js';
import { toFloat } from '../../model/units.js';
import { askView, view } from '../view.js';
import { accountOf } from './account.js';
import { usd } from './describe.js';
import { AAVE_V3, ACCOUNT } from './names.js';
import type { AaveContracts, AaveDetail } from './state.js';
import { percentMul } from './wadRay.js';

/** What is reckoned from balances, indices, prices and bits, against what the Pool itself says that it liquidates by. */
export const stated = (
  { pool }: AaveContracts,
  account: Address,
  { detail }: VenueReading<AaveDetail>,
): Reading<readonly StatedMargin[]> =>
  askView(view('getUserAccountData', pool, poolAbi, 'getUserAccountData', [account]), (answer) => {
    const [collateral, debt, , threshold] = answer;
    const ours = accountOf(detail);
    return done([
      {
        ...{ marginAccount: ACCOUNT, venue: AAVE_V3 },
        ours: { equity: toFloat(usd(ours.equity)), maintenance: toFloat(usd(ours.debt)) },
        theirs: { equity: toFloat(usd(percentMul(collateral, threshold))), maintenance: toFloat(usd(debt)) },
      },
    ]);
  });
