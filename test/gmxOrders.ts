import customErrorsAbi from '@gmx-io/sdk/abis/CustomErrors';
import dataStoreAbi from '@gmx-io/sdk/abis/DataStore';
import { type Hex, parseUnits } from 'viem';
import { LabError } from '../src/lab/errors.js';
import type { GmxLab } from '../src/lab/gmx/gmxLab.js';
import { dataKey } from '../src/lab/gmx/keys.js';
import { type Request, sendAs } from '../src/lab/gmx/sendAs.js';

/** USD and factors have 30 decimals. */
export const usd = (value: number): bigint => parseUnits(String(value), 30);
/** An ETH price as the contracts take it. */
export const at = (price: number): bigint => parseUnits(String(price), 12);

/** The keys of the orders that wait, whoever's they are. */
export const pendingKeys = ({ publicClient, contracts }: GmxLab): Promise<readonly Hex[]> =>
  publicClient.readContract({
    address: contracts.dataStore,
    abi: dataStoreAbi,
    functionName: 'getBytes32ValuesAt',
    args: [dataKey('ORDER_LIST'), 0n, 100n],
  });

/** Sends as an account of the lab. Null when it went through, else the error's text. */
export async function revertOf(lab: GmxLab, request: Request): Promise<string | null> {
  try {
    await sendAs(lab, request, customErrorsAbi);
    return null;
  } catch (error) {
    if (error instanceof LabError && error.facts[0]) return error.facts[0];
    throw error;
  }
}
