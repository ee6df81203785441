import type { TokenAmount } from '../../model/units.js';
import { fromFloat, multiplyWad, tokenAmount, wad } from '../../model/units.js';
import { accountValue, maintenanceRequirement } from './margin.js';
import type { PerpV2Detail } from './state.js';

/** Least deposit, rounded up to a base unit, with which equity is at least `health` × requirement. */
export function topUpAmount(detail: PerpV2Detail, decimals: number, health: number): TokenAmount {
  const maintenance = wad(maintenanceRequirement(detail));
  if (maintenance === 0n) return tokenAmount(0n);
  const missing = multiplyWad(fromFloat(health, 'up'), maintenance, 'up') - accountValue(detail, decimals);
  const unit = 10n ** BigInt(18 - decimals);
  return tokenAmount(missing <= 0n ? 0n : (missing + unit - 1n) / unit);
}
