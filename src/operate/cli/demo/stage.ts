import type { Hash } from 'viem';
import type { LabAccount } from '../../../lab/accounts.js';
import type { LabClients } from '../../../lab/clients.js';
import type { Snapshot } from '../../../model/snapshot.js';
import type { TokenDeclaration } from '../../../venues/venue.js';
import type { OrderFields } from '../../orders/orderFields.js';

export interface StageOptions {
  /** USD per ETH at the start. */
  price: number;
  /** Told of each stage while it is built. */
  log: (line: string) => void;
}

/** A local chain on which two accounts hold one book, and a market that does its worst to both. */
export interface Stage {
  chainId: number;
  url: string;
  wsUrl: string;
  publicClient: LabClients['publicClient'];
  testClient: LabClients['testClient'];
  /** As ballast.yaml declares a chain's. */
  tokens: Record<string, TokenDeclaration>;
  venues: Record<string, object>;
  /** The file in `strategies/` that guards. */
  strategy: string;
  /** A small order of a person: beside the rules, and no harm to the book. */
  personal: OrderFields;
  guarded: LabAccount;
  unguarded: LabAccount;
  /** Which way the market goes first: the worse for the book. */
  first: 'falls' | 'rallies';
  /** USD per ETH. */
  price(): number | Promise<number>;
  /** What happens in a step, in turn. */
  acts(step: Step): Promise<readonly Act[]>;
  /** Whatever the protocols allow at this block, and nothing else. */
  liquidate(account: LabAccount): Promise<Liquidated[]>;
  /** Whether all that the account has asked of its venues has been seen to, or will not be before something happens. */
  isSettled(snapshot: Snapshot): boolean;
  stop(): Promise<void>;
}

export interface Step {
  /** From 1. */
  number: number;
  of: number;
  /** Where the market is at its end, USD. */
  price: number;
}

/** After each the guard is given its time, and then the liquidators. */
export interface Act {
  /**
   * How long it takes on the chain's clock, where all of it is one block: the first tick that sees that block then knows
   * how late it is. Where it is several, the blocks themselves tell.
   */
  seconds?: number;
  /** For the audience. */
  says?: string;
  play(): Promise<void>;
}

export interface Liquidated {
  venue: string;
  /** For people: `position #3`, `ETH`. */
  what: string;
  hash: Hash;
}

/** Chain time of a step: the market is calm for most of it, and moves within what an order's deadline allows. */
export const calmSeconds = 3_490;
export const moveSeconds = 110;
