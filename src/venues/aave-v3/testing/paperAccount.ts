import type { PaperPool, PaperReserve, PaperToken } from './paperPool.js';

/**
 * GenericLogic.calculateUserAccountData written a second time, apart from the venue's own: to hold one against the other. Each step
 * says its rounding.
 */
export function paperAccount(paper: PaperPool) {
  const { revision, mode } = paper;
  const safe = revision >= 9;
  let [collateral, debt, ltvSum, thresholdSum] = [0n, 0n, 0n, 0n];
  for (const [token, one] of Object.entries(paper.reserves) as [PaperToken, PaperReserve][]) {
    const unit = 10n ** BigInt(one.decimals);
    const listed = mode?.collateral.includes(token) ?? false;
    if (one.isCollateral && (revision >= 10 || one.threshold > 0)) {
      const balance = divide(one.supplied * incomeOf(paper, one), RAY, safe ? 'down' : 'near');
      const worth = divide(balance * one.price, unit, 'down');
      collateral += worth;
      ltvSum += worth * BigInt(ltvOf(paper, token, one, listed));
      thresholdSum += worth * BigInt(listed && mode ? mode.threshold : one.threshold);
    }
    if (one.isBorrowed) {
      const balance = divide(one.owed * debtIndexOf(paper, one), RAY, safe ? 'up' : 'near');
      debt += divide(balance * one.price, unit, safe ? 'up' : 'down');
    }
  }
  debt += paper.strangeDebt ?? 0n;
  const average = (sum: bigint) => (collateral === 0n ? 0n : sum / collateral);
  const threshold = average(thresholdSum);
  return { collateral, debt, ltv: average(ltvSum), threshold, health: healthOf() };

  function healthOf(): bigint {
    if (debt === 0n) return 2n ** 256n - 1n;
    if (safe) return divide(thresholdSum * WAD, debt, 'near') / 10_000n;
    return divide(divide(collateral * threshold, 10_000n, 'near') * WAD, debt, 'near');
  }
}

const RAY = 10n ** 27n;
const WAD = 10n ** 18n;
const YEAR = 31_536_000n;

function divide(a: bigint, b: bigint, how: 'down' | 'near' | 'up'): bigint {
  if (how === 'up') return a % b === 0n ? a / b : a / b + 1n;
  return how === 'down' ? a / b : (a + b / 2n) / b;
}

function ltvOf({ revision, mode }: PaperPool, token: PaperToken, one: PaperReserve, listed: boolean): number {
  if (revision < 10) return one.ltv !== 0 && listed && mode ? mode.ltv : one.ltv;
  if (listed && mode) return mode.zeroLtv.includes(token) ? 0 : mode.ltv;
  return revision >= 11 && mode?.isolated ? 0 : one.ltv;
}

function incomeOf({ at }: PaperPool, { liquidityIndex, liquidityRate, updatedAt }: PaperReserve): bigint {
  if (at === updatedAt) return liquidityIndex;
  return divide((RAY + (liquidityRate * BigInt(at - updatedAt)) / YEAR) * liquidityIndex, RAY, 'near');
}

function debtIndexOf({ at, revision }: PaperPool, { variableIndex, variableRate, updatedAt }: PaperReserve): bigint {
  const n = BigInt(at - updatedAt);
  if (n === 0n) return variableIndex;
  const near = (a: bigint, b: bigint) => divide(a * b, RAY, 'near');
  const x = (variableRate * n) / YEAR;
  if (revision >= 8) return near(RAY + x + near(x, x / 2n + near(x, x / 6n)), variableIndex);
  const square = near(variableRate, variableRate) / (YEAR * YEAR);
  const cube = near(square, variableRate) / YEAR;
  const terms = x + (n * (n - 1n) * square) / 2n + (n * (n - 1n) * (n > 2n ? n - 2n : 0n) * cube) / 6n;
  return near(RAY + terms, variableIndex);
}
