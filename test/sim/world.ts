import type { Hex } from 'viem';
import type { Config } from '../../src/config/loadConfig.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { Node } from './node.js';

/** A change of the account's position at the venue, as the chain has it. */
export interface ChainTrade {
  /** The transaction that did it, or the order in the venue's book that was carried out. */
  by: Hex;
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
  deposits: readonly { by: Hex; amount: bigint }[];
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
  /** What everybody else there does before the next block, at `at`; with a throw in [0, 1). @returns in words, null for nothing */
  others?(at: number, roll: number): Promise<string | null>;
  /** What a server that is no endpoint answers; null where there is none at this URL. */
  answer?(url: string): Promise<string | null>;
  facts(since: number): Promise<ChainFacts>;
  stop(): Promise<void>;
}
