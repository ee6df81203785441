import type { Address, Hash } from 'viem';

/** One that was carried out. */
export interface Liquidation {
  account: Address;
  venue: 'perp-v2' | 'lyra' | 'aave-v3';
  /** For people: `position #3`, `ETH`. */
  what: string;
  hash: Hash;
}
