import { type Hash, isHash } from 'viem';
import type { Block } from '../model/snapshot.js';
import { unixSeconds, wei } from '../model/units.js';
import { nonsense, quantity } from './endpoints/quantity.js';

/**
 * A block header as JSON-RPC gives it, by subscription or by `eth_getBlockByNumber`.
 * @throws EndpointError when a field is missing or malformed; nothing is assumed.
 */
export function parseBlock(header: unknown): Block {
  if (typeof header !== 'object' || header === null) throw nonsense("the block's header", header);
  const fields = header as Record<string, unknown>;
  return {
    number: quantity(fields['number'], "the block's number"),
    hash: hash(fields, 'hash'),
    parentHash: hash(fields, 'parentHash'),
    timestamp: unixSeconds(Number(quantity(fields['timestamp'], "the block's timestamp"))),
    baseFee: wei(quantity(fields['baseFeePerGas'], "the block's baseFeePerGas")),
  };
}

function hash(fields: Record<string, unknown>, name: string): Hash {
  const value = fields[name];
  if (typeof value !== 'string' || !isHash(value)) throw nonsense(`the block's ${name}`, value);
  return value;
}
