import { gunzipSync, gzipSync } from 'node:zlib';
import { type Hex, keccak256, stringToBytes } from 'viem';
import { LedgerError } from './errors.js';
import { decodeJson, encodeJson } from './json.js';

/** The raw inputs of a tick as they are kept. */
export interface PackedSnapshot {
  /** keccak256 of the JSON text: what a decision stands on, whether or not the inputs were kept. */
  hash: Hex;
  /** The text, gzipped. */
  data: Uint8Array;
}

/** @param raw anything `encodeJson` takes: the block and every call with its answer. */
export function packSnapshot(raw: unknown): PackedSnapshot {
  const bytes = stringToBytes(encodeJson(raw));
  return { hash: keccak256(bytes), data: gzipSync(bytes) };
}

/** @throws LedgerError when the bytes are damaged or are not those that were hashed. */
export function unpackSnapshot({ hash, data }: PackedSnapshot): unknown {
  let bytes: Buffer;
  try {
    bytes = gunzipSync(data);
  } catch (cause) {
    throw new LedgerError('the snapshot is damaged', { cause });
  }
  if (keccak256(bytes) !== hash)
    throw new LedgerError('the snapshot is not the one that was hashed', { facts: [hash] });
  return decodeJson(bytes.toString('utf8'));
}
