import type { Address } from 'viem';
import { isAddressEqual, zeroAddress } from 'viem';
import { poolAbi } from '../../../abis/aave-v3.js';
import type { Reading } from '../../model/reading.js';
import { askView, each, view } from '../view.js';
import { configurationOf } from './configuration.js';
import { type Rules, rulesOf } from './revisions.js';
import type { AaveContracts, AaveDetail, ReserveContracts } from './state.js';

/*
 * Anybody may supply any token for anybody, and so make it collateral of an account that never heard of it. Such a reserve counts
 * as the Pool counts it, goes by its address, and nothing else is done with it.
 */

export interface ListedReserve {
  configuration: { data: bigint };
  id: number;
  aTokenAddress: Address;
  stableDebtTokenAddress: Address;
  variableDebtTokenAddress: Address;
}

/** What is the same for every reserve, whatever it is called. */
export const listingOf = (asset: Address, data: ListedReserve, rules: Rules) => ({
  ...{ asset, id: data.id, decimals: configurationOf(data.configuration.data, rules).decimals },
  ...{ aToken: data.aTokenAddress, variableDebt: data.variableDebtTokenAddress },
  // Reserves that are older than 3.2 keep the address of a token that no longer counts.
  stableDebt: rules.stableDebt ? data.stableDebtTokenAddress : zeroAddress,
});

/** By a short form of its address, which is its underlying too: it is no dollar, and moves with nothing else. */
export function undeclaredReserve(asset: Address, data: ListedReserve, rules: Rules): ReserveContracts {
  const name = `${asset.slice(0, 6)}…${asset.slice(-4)}`;
  return { ...listingOf(asset, data, rules), symbol: name, underlying: name };
}

/** What to do about one, in a sentence; null for a reserve that is declared. */
export function undeclaredNote({ undeclared }: AaveDetail, symbol: string): string | null {
  const one = undeclared[symbol];
  if (!one) return null;
  return `the account uses ${one.asset} on Aave, which ballast.yaml does not declare: it counts, and is left alone until it is declared under tokens: and ballast is started again`;
}

/**
 * Goes on with those of `ids` that are listed, though they were not when ballast started: two phases where there are any. The Pool
 * passes over an id that has no reserve any more, and so does this. @throws VenueReadError
 */
export function withLateReserves<Value>(
  contracts: AaveContracts,
  ids: readonly number[],
  next: (late: readonly ReserveContracts[]) => Reading<Value>,
): Reading<Value> {
  if (ids.length === 0) return next([]);
  const { pool } = contracts;
  const rules = rulesOf(contracts);
  const known = [...Object.values(contracts.reserves), ...Object.values(contracts.undeclared)];
  return askView(view('Pool.getReservesList', pool, poolAbi, 'getReservesList', []), (assets) => {
    const late = assets.filter((asset) => !known.some((one) => isAddressEqual(one.asset, asset)));
    if (late.length === 0) return next([]);
    const asked = each(
      late.map((asset) => view(`getReserveData of ${asset}`, pool, poolAbi, 'getReserveData', [asset])),
    );
    return askView(asked, (listed) =>
      next(
        late.flatMap((asset, index) => {
          const data = listed[index];
          return data && ids.includes(data.id) ? [undeclaredReserve(asset, data, rules)] : [];
        }),
      ),
    );
  });
}
