import type { Underlying } from '../../model/instrument.js';
import type { LevelLimits } from '../../model/limits.js';
import type { VenueKind } from '../../venues/venue.js';
import type { Path } from '../problem.js';
import { type Check, readFields } from '../readFields.js';
import { checkStanding } from '../strategy/checkStanding.js';
import { aboveShape } from '../strategy/standingSchema.js';
import { checkGreeks } from '../strategy/underlyingsKnown.js';
import { accountShape } from './schema.js';

/**
 * `limits:` and `accounts:` of ballast.yaml. An entry that could not be understood is left out, and reported.
 * @param underlyings of all that its chains declare; null where that cannot be told
 */
export function readLevels(
  check: Check,
  map: Readonly<Record<string, unknown>>,
  kinds: readonly Pick<VenueKind, 'id'>[],
  underlyings: readonly Underlying[] | null,
): LevelLimits[] {
  const levels: LevelLimits[] = [];
  const limitsAt = (path: Path, given: unknown): LevelLimits['limits'] => {
    const limits = readFields(check, path, given, aboveShape);
    checkStanding(check, path, limits, kinds);
    checkGreeks(check, path, limits.greeks ?? {}, underlyings, 'declared');
    return limits;
  };
  for (const { path, account, limits } of readAccounts(check, map['accounts'])) {
    const twin = levels.find((one) => one.account === account);
    if (twin) check.report([...path, 'account'], `${account} has limits above`, 'put them together');
    levels.push({ level: 'account', account, limits: limitsAt([...path, 'limits'], limits) });
  }
  const everybody = map['limits'];
  if (everybody === undefined || everybody === null) return levels;
  return [...levels, { level: 'global', limits: limitsAt(['limits'], everybody) }];
}

function readAccounts(check: Check, given: unknown) {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) {
    check.report(['accounts'], '`accounts` is not a list', 'begin each with a dash: `- account: 0x…`');
    return [];
  }
  return given.flatMap((entry: unknown, index) => {
    const path = ['accounts', index];
    const { limits, ...rest } = isMap(entry) ? entry : { limits: {} };
    const { account } = readFields(check, path, isMap(entry) ? rest : entry, { account: accountShape.account });
    return account === undefined ? [] : [{ path, account, limits }];
  });
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
