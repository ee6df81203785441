/**
 * What differs between releases of Aave V3, as their sources have it (aave/aave-v3-core to 3.0.2, aave-dao/aave-v3-origin after).
 * Only what changes what ballast reads, reckons or may ask for.
 */
export interface Rules {
  /** `3.5`. */
  release: string;
  /** Debt at a stable rate. */
  stableDebt: boolean;
  /** The Pool keeps count of the tokens that are there: what somebody sends to an aToken is not lent out. */
  virtualBalance: boolean;
  /** Some reserves (GHO) are not counted so, and their debt is not its scaled balance by the index. */
  otherDebts: boolean;
  /** `one`: a reserve is of one efficiency mode. `many`: each mode lists what is collateral and what is lent in it. */
  eModes: 'one' | 'many';
  /** In a mode only its own lists and figures count, though outside of it the reserve is no collateral, or not lent. */
  ownEModes: boolean;
  /** A mode may give no loan-to-value to other collateral. */
  isolatedEModes: boolean;
  /** Isolated collateral with a debt ceiling, and tokens that are lent alone. */
  isolation: boolean;
  /** After an outage an oracle's sentinel may forbid loans. */
  sentinel: boolean;
  /** `nearest`: half up. `safe`: always so that the Pool is not the poorer (TokenMath.sol). */
  rounding: 'nearest' | 'safe';
  /** Health by the average threshold, cut off to a basis point, or by the sum that it is the average of. */
  health: 'average' | 'sum';
  /** Interest as a binomial series of the seconds, or as the exponential series of rate by time. */
  compounding: 'binomial' | 'exponential';
}

const v30: Rules = {
  ...{ release: '3.0', stableDebt: true, virtualBalance: false, otherDebts: false, eModes: 'one', ownEModes: false },
  ...{ isolatedEModes: false, isolation: true, sentinel: true, rounding: 'nearest', health: 'average' },
  compounding: 'binomial',
};
const v31: Rules = { ...v30, release: '3.1', virtualBalance: true, otherDebts: true };
const v32: Rules = { ...v31, release: '3.2', stableDebt: false, eModes: 'many' };
const v33: Rules = { ...v32, release: '3.3' };
const v34: Rules = { ...v33, release: '3.4', otherDebts: false, compounding: 'exponential' };
const v35: Rules = { ...v34, release: '3.5', rounding: 'safe', health: 'sum' };
const v36: Rules = { ...v35, release: '3.6', ownEModes: true };
const v37: Rules = { ...v36, release: '3.7', isolatedEModes: true, isolation: false, sentinel: false };

/** By `POOL_REVISION`. 7 is 3.3 with a mended liquidation. */
const revisions: Readonly<Record<number, Rules>> = {
  ...{ 1: v30, 2: v30, 3: v30, 4: v31, 5: v32, 6: v33, 7: v33, 8: v34, 9: v35, 10: v36, 11: v37 },
};

export const LAST_REVISION = 11;

/** null: a revision that nobody here has read. */
export const knownRules = (revision: number): Rules | null => revisions[revision] ?? null;

/** @throws RangeError for a revision that opening would have refused */
export function rulesOf({ revision }: { revision: number }): Rules {
  const rules = knownRules(revision);
  if (!rules) throw new RangeError(`no rules for revision ${revision} of Aave's Pool`);
  return rules;
}
