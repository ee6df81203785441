import dataStoreAbi from '@gmx-io/sdk/abis/DataStore';
import type { Address, Hex } from 'viem';
import type { View } from '../../view.js';
import { together, view } from '../../view.js';
import { fragments } from '../releases/fragments.js';
import type { PerSide, PerSign } from '../state.js';

const abi = fragments(dataStoreAbi, 'getUint', 'getInt', 'getBool', 'getAddress', 'getBytes32');

/** Views of single values. `what` names one for people: `MIN_COLLATERAL_USD`. What was never set reads as zero. */
export interface DataStore {
  uint(what: string, key: Hex): View<bigint>;
  int(what: string, key: Hex): View<bigint>;
  bool(what: string, key: Hex): View<boolean>;
  address(what: string, key: Hex): View<Address>;
  bytes32(what: string, key: Hex): View<Hex>;
  /** By `isLong`. */
  perSide(what: string, keyOf: (flag: boolean) => Hex): View<PerSide<bigint>>;
  /** By "positive impact" or "improved balance". */
  perSign(what: string, keyOf: (flag: boolean) => Hex): View<PerSign<bigint>>;
}

export function createDataStore(dataStore: Address): DataStore {
  const uint = (what: string, key: Hex) => view(`DataStore ${what}`, dataStore, abi, 'getUint', [key]);
  return {
    uint,
    int: (what, key) => view(`DataStore ${what}`, dataStore, abi, 'getInt', [key]),
    bool: (what, key) => view(`DataStore ${what}`, dataStore, abi, 'getBool', [key]),
    address: (what, key) => view(`DataStore ${what}`, dataStore, abi, 'getAddress', [key]),
    bytes32: (what, key) => view(`DataStore ${what}`, dataStore, abi, 'getBytes32', [key]),
    perSide: (what, keyOf) =>
      together({ long: uint(`long ${what}`, keyOf(true)), short: uint(`short ${what}`, keyOf(false)) }),
    perSign: (what, keyOf) =>
      together({ positive: uint(`positive ${what}`, keyOf(true)), negative: uint(`negative ${what}`, keyOf(false)) }),
  };
}
