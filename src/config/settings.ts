import type { Address } from 'viem';
import type { VenueId } from '../model/instrument.js';
import type { Milliseconds } from '../model/units.js';
import type { TokenDeclaration } from '../venues/venue.js';

/** What ballast.yaml says, checked. Paths are absolute. */
export interface Settings {
  file: string;
  chains: Readonly<Record<string, ChainSettings>>;
  ledger: LedgerSettings;
  keys: readonly KeySettings[];
}

export interface ChainSettings {
  name: string;
  id: number;
  /** In the order of preference; each may carry an API key: never log one. */
  endpoints: readonly string[];
  /** Blocks after which a mined transaction is final. */
  confirmations: number;
  /** Symbol of the token that gas is paid in. */
  gasToken: string;
  multicall3: Address;
  tokens: Readonly<Record<string, TokenDeclaration>>;
  /** What each venue's own `deployment` schema made of its entry; a venue that needs no entry is always there. */
  venues: Readonly<Record<VenueId, unknown>>;
}

export interface LedgerSettings {
  file: string;
  /** How long whole snapshots are kept; decisions, orders and fills always are. */
  keep: Milliseconds;
  /** How often a tick that decided nothing is recorded. */
  sampleEvery: Milliseconds;
}

/** Where the key of an account is. */
export interface KeySettings {
  account: Address;
  keystore: string;
  passwordFile: string;
}
