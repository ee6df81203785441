import type { Address, Hash, Hex } from 'viem';
import type { Config } from '../../src/config/loadConfig.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { Node } from './node.js';

/** A change of the account's position at the venue, as the chain has it. */
export interface ChainTrade {
  hash: Hash;
  /** Units of the underlying, 18 decimals, signed. */
  quantity: bigint;
}

/** What the chain itself says in the end, asked without any code of the keeper. */
export interface ChainFacts {
  /** Signed, 18 decimals. */
  position: bigint;
  /** Of the account, since the run began. */
  trades: readonly ChainTrade[];
  /** What each transaction of the account moved into the venue (USDC base units). */
  deposits: readonly { hash: Hash; amount: bigint }[];
  /** Transactions of the account. */
  count: number;
}

/** Real contracts on a real node, and one account with a book that is kept there. */
export interface World {
  node: Node;
  account: LabAccount;
  /** When a run begins, Unix seconds: the same in every process. */
  start: number;
  /** The operator's files for this seed, with these endpoints. */
  config(variant: number, endpoints: readonly string[]): Config;
  variants: number;
  /** Back to how it was. */
  reset(): Promise<void>;
  /** Moves the market's price by a factor; in the pool when it resolves, for a block at `at`. */
  price(factor: number, at: number): Promise<void>;
  /** Gives the account, or takes from it, so many units of the underlying, in its wallet. */
  exposure(units: number): Promise<void>;
  facts(since: number): Promise<ChainFacts>;
  stop(): Promise<void>;
}

export interface Call {
  from: Address;
  to: Address;
  data: Hex;
}
