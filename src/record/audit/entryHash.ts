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
  /** 128 hex digits, by the key that its holder has declared; null where it could use none. */
  signature: string | null;
}

/** A row that was written: its table, its key, what was done, and its hash afterwards, empty where it was deleted. */
export type Item = readonly [table: string, key: readonly (string | number)[], done: Done, hash: string];

/** `adopt`: it was there when ballast began to keep the chain, or after the schema was brought up to date. */
export type Done = 'insert' | 'update' | 'delete' | 'adopt';

/** What a process says of itself in the first entry it writes, and in the first one that it can sign, among the items. */
export type Declaration = readonly [table: 'audit', key: readonly [], done: 'declare', said: Declared];

export interface Declared {
  /** Tables whose rows may be under a checksum instead of in the chain. */
  sealed: readonly string[];
  /** Columns that are under a checksum beside the chain, by table. */
  loose: Readonly<Record<string, readonly string[]>>;
  /** The public key that signs this holder's entries, this one included; null where none can be had yet. */
  key: string | null;
  /** Numbers of this holder's own entries from before it could use a key: this entry's signature is for them too. */
  vouches: readonly number[];
}

/** What comes before the first entry. */
export const beforeFirst = '0'.repeat(64);

/** sha256 over the hash of the entry before, number, holder, time and rows, a line each. */
export const entryHash = (previous: string, { number, holder, at, rows }: Omit<Entry, 'hash' | 'signature'>): string =>
  sha256(`${previous}\n${number}\n${holder}\n${at}\n${rows}`);

/** What an entry's signature is over: its hash, and so all that came before as well. */
export const signedText = (hash: string): string => `ballast audit entry\n${hash}`;
