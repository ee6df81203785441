import { parseAbi } from 'viem';

/**
 * What Aave's Pool offers beside `aave-v3.ts` since 3.1 (aave-dao/aave-v3-origin, IPool.sol), each by the release that brought it.
 * What 3.0 offers and ballast calls is unchanged up to 3.7: `getReserveData` keeps its first shape, and so do the four events.
 */
export const laterPoolAbi = parseAbi([
  'struct CollateralConfig { uint16 ltv; uint16 liquidationThreshold; uint16 liquidationBonus; }',
  // 3.1
  'function getVirtualUnderlyingBalance(address asset) view returns (uint128)',
  // 3.2
  'function getEModeCategoryCollateralConfig(uint8 id) view returns (CollateralConfig)',
  'function getEModeCategoryLabel(uint8 id) view returns (string)',
  'function getEModeCategoryCollateralBitmap(uint8 id) view returns (uint128)',
  'function getEModeCategoryBorrowableBitmap(uint8 id) view returns (uint128)',
  // 3.3
  'function getReserveDeficit(address asset) view returns (uint256)',
  // 3.4
  'function RESERVE_INTEREST_RATE_STRATEGY() view returns (address)',
  // 3.6
  'function getEModeCategoryLtvzeroBitmap(uint8 id) view returns (uint128)',
  // 3.7
  'function getIsEModeCategoryIsolated(uint8 id) view returns (bool)',
]);
