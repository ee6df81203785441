import { counts, owedIn, owes, suppliedIn } from './balances.js';
import { usedReserves } from './configuration.js';
import { ltvOf, priceOf, thresholdOf } from './eMode.js';
import { rulesOf } from './revisions.js';
import type { AaveDetail, ReserveState } from './state.js';
import { divCeil, PERCENT, percentMul, wadDiv } from './wadRay.js';

/** An account as the protocol judges it: USD of 8 decimals, basis points, 18 decimals of health. */
export interface Account {
  collateral: bigint;
  debt: bigint;
  /** Of all collateral, weighed by its worth and cut off to a basis point. */
  ltv: bigint;
  threshold: bigint;
  /** What the debt is held against: collateral by threshold. USD of 18 decimals, so that nothing more is cut off. */
  equity: bigint;
  /** null: nothing is owed. */
  health: bigint | null;
  /** Some of the collateral backs no new debt, and no other may be withdrawn before it. */
  hasZeroLtv: boolean;
}

/** 8 decimals to 18. */
const FINER = 10n ** 10n;

/** GenericLogic.calculateUserAccountData, rounding for rounding. */
export function accountOf(detail: AaveDetail): Account {
  let [collateral, debt, ltv, weighed] = [0n, 0n, 0n, 0n];
  let hasZeroLtv = false;
  const used = usedReserves(detail.bits);
  for (const reserve of Object.values(detail.reserves)) {
    if (!used.includes(reserve.id)) continue;
    if (counts(detail, reserve)) {
      const worth = worthIn(detail, reserve, suppliedIn(detail, reserve));
      const backs = ltvOf(detail, reserve);
      collateral += worth;
      if (backs === 0n) hasZeroLtv = true;
      ltv += worth * backs;
      weighed += worth * thresholdOf(detail, reserve);
    }
    if (owes(detail, reserve)) debt += debtWorthIn(detail, reserve, owedIn(detail, reserve));
  }
  const average = (sum: bigint) => (collateral === 0n ? 0n : sum / collateral);
  const threshold = average(weighed);
  const found = { collateral, debt, ltv: average(ltv), threshold, hasZeroLtv };
  if (rulesOf(detail).health === 'sum') {
    const health = debt === 0n ? null : wadDiv(weighed, debt) / PERCENT;
    return { ...found, equity: (weighed * FINER) / PERCENT, health };
  }
  const equity = percentMul(collateral, threshold);
  return { ...found, equity: equity * FINER, health: debt === 0n ? null : wadDiv(equity, debt) };
}

/** USD of 8 decimals, cut off. */
export const worthIn = (detail: AaveDetail, reserve: ReserveState, amount: bigint): bigint =>
  (amount * priceOf(detail, reserve)) / unitOf(reserve);

/** USD of 8 decimals of what is owed: cut off up to 3.4, rounded up since. */
export const debtWorthIn = (detail: AaveDetail, reserve: ReserveState, amount: bigint): bigint =>
  rulesOf(detail).rounding === 'safe'
    ? divCeil(amount * priceOf(detail, reserve), unitOf(reserve))
    : worthIn(detail, reserve, amount);

const unitOf = ({ configuration }: ReserveState): bigint => 10n ** BigInt(configuration.decimals);
