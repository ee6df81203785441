import { sha256 } from './rowHash.js';

/** One entry of the chain, as the table `audit` keeps it. */
export interface Entry {
  /** 1 for the first. */
  number: number;
  holder: string;
  /** Unix milliseconds. */
  at: number;
  /** JSON list of `Item`s, as text: the text is what is hashed. */
  rows: string;
  hash: string;
}

/** A row that was written: its table, its key, what was done, and its hash afterwards, empty where it was deleted. */
export type Item = readonly [table: string, key: readonly (string | number)[], done: Done, hash: string];

/** `adopt`: it was there when ballast began to keep the chain, or after the schema was brought up to date. */
export type Done = 'insert' | 'update' | 'delete' | 'adopt';

/** What a process says of itself in the first entry it writes, among the items. */
export type Declaration = readonly [table: 'audit', key: readonly [], done: 'declare', said: Declared];

export interface Declared {
  /** Tables whose rows may be under a checksum instead of in the chain. */
  sealed: readonly string[];
  /** Columns that are under a checksum beside the chain, by table. */
  loose: Readonly<Record<string, readonly string[]>>;
  /** The public key that signs checkpoints from here on; null where none can be had. */
  key: string | null;
}

/** What comes before the first entry. */
export const beforeFirst = '0'.repeat(64);

/** sha256 over the hash of the entry before, number, holder, time and rows, a line each. */
export const entryHash = (previous: string, { number, holder, at, rows }: Omit<Entry, 'hash'>): string =>
  sha256(`${previous}\n${number}\n${holder}\n${at}\n${rows}`);

/** An entry of the chain that was signed. */
export interface Checkpoint {
  number: number;
  holder: string;
  hash: string;
  /** Raw Ed25519, 64 hex digits. */
  publicKey: string;
  /** 128 hex digits. */
  signature: string;
  at: number;
}

/** What a checkpoint's signature is over. */
export const checkpointText = ({ number, hash, holder, publicKey, at }: Omit<Checkpoint, 'signature'>): string =>
  `ballast audit checkpoint\n${number}\n${hash}\n${holder}\n${at}\n${publicKey}`;
