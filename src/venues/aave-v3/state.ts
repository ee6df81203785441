import type { Address } from 'viem';
import type { Underlying } from '../../model/instrument.js';
import type { ReserveConfiguration } from './configuration.js';

/** The contracts behind one Pool, found once when the venue is opened. */
export interface AaveContracts {
  /** POOL_REVISION: which rules it keeps. */
  revision: number;
  pool: Address;
  provider: Address;
  oracle: Address;
  /** Reserves whose token ballast.yaml declares, by its symbol. */
  reserves: Readonly<Record<string, ReserveContracts>>;
  /** All others that were listed at the start, by their id: counted where the account uses them. */
  undeclared: Readonly<Record<number, ReserveContracts>>;
}

export interface ReserveContracts {
  symbol: string;
  asset: Address;
  decimals: number;
  underlying: Underlying | null;
  id: number;
  aToken: Address;
  variableDebt: Address;
  stableDebt: Address;
}

/** One reserve and what the account has in it. Amounts are base units of its token; scaled ones are divided by their index. */
export interface ReserveState {
  symbol: string;
  id: number;
  configuration: ReserveConfiguration;
  /** Ray. */
  liquidityIndex: bigint;
  variableIndex: bigint;
  /** Ray, a year. */
  liquidityRate: bigint;
  variableRate: bigint;
  /** Unix seconds. */
  updatedAt: number;
  /** USD of 8 decimals, the oracle's; 0 where it has none. */
  price: bigint;
  /** Scaled: what the account has supplied, and owes at the variable rate. */
  supplied: bigint;
  owed: bigint;
  /** Owed at a stable rate, at the block; ballast never makes such debt. Ray, a year. */
  stableOwed: bigint;
  stableRate: bigint;
  /** Scaled, everybody's. */
  totalSupplied: bigint;
  totalOwed: bigint;
  totalStableOwed: bigint;
  treasury: bigint;
  /** Tokens that are there to be withdrawn or borrowed. */
  liquidity: bigint;
  /** USD of two decimals that is owed against it in isolation. */
  isolatedDebt: bigint;
}

/** An efficiency mode. */
export interface EMode {
  id: number;
  /** Basis points. */
  ltv: bigint;
  threshold: bigint;
  label: string;
  /** USD of 8 decimals, for all of its reserves; null: each has its own. */
  price: bigint | null;
  /** Since 3.2; null: each reserve says which mode it is of. */
  lists: EModeLists | null;
}

/** Bitmaps by the reserves' ids. */
export interface EModeLists {
  /** What counts by the mode's figures. */
  collateral: bigint;
  /** What may be borrowed in it. */
  borrowable: bigint;
  /** Collateral of it that backs no new debt; none before 3.6. */
  zeroLtv: bigint;
  /** Other collateral backs no new debt; never before 3.7. */
  isolated: boolean;
}

/** All that Aave says of one account at one block. What the wallet holds is in the reading's funding. */
export interface AaveDetail {
  /** POOL_REVISION. */
  revision: number;
  /** Where the Pool's own figures of the account are others than ours, in a sentence: no new risk is taken. */
  doubt: string | null;
  /** Unix seconds that balances are reckoned at: the block's. */
  at: number;
  /** UserConfigurationMap. */
  bits: bigint;
  eMode: EMode | null;
  /** The oracle's sentinel lets nobody borrow for a while after a sequencer's outage. */
  borrowAllowed: boolean;
  /** What is watched, in the order of the strategy, then what is used besides. */
  reserves: Readonly<Record<string, ReserveState>>;
  /** Those of them that ballast.yaml does not declare, by their names. */
  undeclared: Readonly<Record<string, ReserveContracts>>;
  watched: readonly string[];
}
