import type { Address, Hex } from 'viem';
import type { LabChain } from '../chain.js';
import type { DeployedGmx } from './contracts.js';
import { dataKey } from './keys.js';

/** What a keeper looks at before it executes an order. */
export interface PendingOrder {
  key: Hex;
  account: Address;
  market: Address;
  /** Order.OrderType, by GMX's numbers. */
  orderType: number;
  isLong: boolean;
  isFrozen: boolean;
  sizeDeltaUsd: bigint;
  triggerPrice: bigint;
  acceptablePrice: bigint;
  updatedAtTime: bigint;
}

interface StoredOrder {
  addresses: { account: Address; market: Address };
  numbers: Omit<PendingOrder, 'key' | 'account' | 'market' | 'isLong' | 'isFrozen'>;
  flags: { isLong: boolean; isFrozen: boolean };
}

const ALL = 10_000n;

/** Every order that waits, the oldest first. */
export async function pendingOrders(chain: LabChain, { dataStore, reader }: DeployedGmx): Promise<PendingOrder[]> {
  const keys = await chain.read<readonly Hex[]>(dataStore, 'getBytes32ValuesAt', [dataKey('ORDER_LIST'), 0n, ALL]);
  const stored = await Promise.all(
    keys.map((key) => chain.read<StoredOrder>(reader, 'getOrder', [dataStore.address, key])),
  );
  return stored
    .flatMap(({ addresses, numbers, flags }, index) => {
      const key = keys[index];
      // Another keeper may have been faster between the two reads.
      if (key === undefined || BigInt(addresses.account) === 0n) return [];
      const { orderType, sizeDeltaUsd, triggerPrice, acceptablePrice, updatedAtTime } = numbers;
      const { account, market } = addresses;
      const { isLong, isFrozen } = flags;
      return [
        {
          ...{ key, account, market, orderType, isLong, isFrozen },
          ...{ sizeDeltaUsd, triggerPrice, acceptablePrice, updatedAtTime },
        },
      ];
    })
    .sort((a, b) => Number(a.updatedAtTime - b.updatedAtTime));
}

const increaseTypes = [2, 3, 8];
const marketTypes = [0, 2, 4];
export const isIncrease = ({ orderType }: PendingOrder): boolean => increaseTypes.includes(orderType);
export const isMarketOrder = ({ orderType }: PendingOrder): boolean => marketTypes.includes(orderType);
