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
import { type Rules, rulesOf } from './revisions.js';
import type { AaveContracts, AaveDetail } from './state.js';
import { percentMul } from './wadRay.js';

/** What the Pool itself says of an account: USD of 8 decimals, basis points, 18 decimals of health. */
export const statedView = (pool: Address, account: Address) =>
  view('getUserAccountData', pool, poolAbi, 'getUserAccountData', [account]);

export type StatedAccount = ReturnType<ReturnType<typeof statedView>['decode']>;

/** What is reckoned from balances, indices, prices and bits, against what the Pool itself says that it liquidates by. */
export const stated = (
  { pool }: AaveContracts,
  account: Address,
  { detail }: VenueReading<AaveDetail>,
): Reading<readonly StatedMargin[]> =>
  askView(statedView(pool, account), (answer) => {
    const figures = compared(detail, answer);
    const shown = ({ equity, debt }: Figures) => ({ equity: toFloat(usd(equity)), maintenance: toFloat(usd(debt)) });
    return done([
      { ...{ marginAccount: ACCOUNT, venue: AAVE_V3 }, ours: shown(figures.ours), theirs: shown(figures.theirs) },
    ]);
  });

interface Figures {
  /** USD of 8 decimals. */
  equity: bigint;
  debt: bigint;
}

/** Like with like: the Pool does not state its equity, so it is taken out of what it states, and ours in the same way. */
function compared(detail: AaveDetail, [collateral, debt, , threshold, , health]: StatedAccount) {
  const rules = rulesOf(detail);
  const ours = accountOf(detail);
  const own = equityIn(rules, ours.collateral, ours.debt, ours.threshold, ours.health ?? 0n);
  return {
    ours: { equity: own, debt: ours.debt },
    theirs: { equity: equityIn(rules, collateral, debt, threshold, health), debt },
  };
}

const WAD = 10n ** 18n;

/** Since 3.5 the average threshold is for show: only health is of the whole sum. */
const equityIn = (
  { health: law }: Rules,
  collateral: bigint,
  debt: bigint,
  threshold: bigint,
  health: bigint,
): bigint => (law === 'sum' && debt > 0n ? (health * debt) / WAD : percentMul(collateral, threshold));

/** Units of 8 decimals: nothing but a rounding that is not the Pool's comes to so little. */
const NEAR = 5n;

/** Why no new risk may be taken: the Pool's figures of the account are others than ours, or it told none. null: they agree. */
export function doubtOf(detail: AaveDetail, answer: StatedAccount | null): string | null {
  if (!answer) return 'the Pool does not tell what it makes of the account: nothing is borrowed or withdrawn meanwhile';
  const { ours, theirs } = compared(detail, answer);
  const isNear = (a: bigint, b: bigint) => a - b <= NEAR && b - a <= NEAR;
  if (isNear(ours.equity, theirs.equity) && isNear(ours.debt, theirs.debt)) return null;
  const dollars = (amount: bigint) => toFloat(usd(amount)).toFixed(8);
  const said = ({ equity, debt }: Figures) => `${dollars(equity)} USD of equity and ${dollars(debt)} of debt`;
  return `the Pool makes ${said(theirs)} of the account, and ballast ${said(ours)}: nothing is borrowed or withdrawn meanwhile`;
}
