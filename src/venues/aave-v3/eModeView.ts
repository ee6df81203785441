import type { Address } from 'viem';
import { isAddressEqual, zeroAddress } from 'viem';
import { poolAbi } from '../../../abis/aave-v3.js';
import { laterPoolAbi } from '../../../abis/aave-v3-later.js';
import type { View } from '../view.js';
import { orNull, together, view } from '../view.js';
import { knownRules } from './revisions.js';
import type { AaveContracts, EMode } from './state.js';

/** An efficiency mode, and where its price is to be asked for: no mode has one since 3.2. */
export interface EModeAnswer {
  eMode: EMode;
  priceSource: Address | null;
}

export const eModeView = (contracts: AaveContracts, id: number): View<EModeAnswer> =>
  knownRules(contracts.revision)?.eModes === 'many' ? listedMode(contracts, id) : plainMode(contracts, id);

/** Up to 3.1. */
function plainMode({ pool }: AaveContracts, id: number): View<EModeAnswer> {
  const asked = view(`getEModeCategoryData of ${id}`, pool, poolAbi, 'getEModeCategoryData', [id]);
  return {
    calls: asked.calls,
    decode(results) {
      const { ltv, liquidationThreshold, priceSource, label } = asked.decode(results);
      return {
        eMode: { id, label, ltv: BigInt(ltv), threshold: BigInt(liquidationThreshold), price: null, lists: null },
        priceSource: isAddressEqual(priceSource, zeroAddress) ? null : priceSource,
      };
    },
  };
}

function listedMode({ pool, revision }: AaveContracts, id: number): View<EModeAnswer> {
  const rules = knownRules(revision);
  const ask = (name: BitmapName) =>
    view<typeof laterPoolAbi, BitmapName, readonly [number]>(`${name} of ${id}`, pool, laterPoolAbi, name, [id]);
  const nothing: View<null> = { calls: [], decode: () => null };
  const asked = together({
    figures: view(`efficiency mode ${id}`, pool, laterPoolAbi, 'getEModeCategoryCollateralConfig', [id]),
    // Deprecated since 3.6, and only for people.
    label: orNull(view(`label of mode ${id}`, pool, laterPoolAbi, 'getEModeCategoryLabel', [id])),
    collateral: ask('getEModeCategoryCollateralBitmap'),
    borrowable: ask('getEModeCategoryBorrowableBitmap'),
    zeroLtv: rules?.ownEModes ? ask('getEModeCategoryLtvzeroBitmap') : nothing,
    isolated: rules?.isolatedEModes
      ? view(`isolation of mode ${id}`, pool, laterPoolAbi, 'getIsEModeCategoryIsolated', [id])
      : nothing,
  });
  return {
    calls: asked.calls,
    decode(results) {
      const { figures, label, collateral, borrowable, zeroLtv, isolated } = asked.decode(results);
      const [ltv, threshold] = [BigInt(figures.ltv), BigInt(figures.liquidationThreshold)];
      const lists = { collateral, borrowable, zeroLtv: zeroLtv ?? 0n, isolated: isolated ?? false };
      return { eMode: { id, label: label || `${id}`, ltv, threshold, price: null, lists }, priceSource: null };
    },
  };
}

type BitmapName =
  | 'getEModeCategoryCollateralBitmap'
  | 'getEModeCategoryBorrowableBitmap'
  | 'getEModeCategoryLtvzeroBitmap';
