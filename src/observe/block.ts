import { type Hash, isHash } from 'viem';
import type { Block } from '../model/snapshot.js';
import { unixSeconds, wei } from '../model/units.js';
import { EndpointError } from './endpoints/endpoint.js';

/**
 * A block header as JSON-RPC gives it, by subscription or by `eth_getBlockByNumber`.
 * @throws EndpointError when a field is missing or malformed; nothing is assumed.
 */
export function parseBlock(header: unknown): Block {
  if (typeof header !== 'object' || header === null) throw nonsense('header', header);
  const fields = header as Record<string, unknown>;
  return {
    number: quantity(fields, 'number'),
    hash: hash(fields, 'hash'),
    parentHash: hash(fields, 'parentHash'),
    timestamp: unixSeconds(Number(quantity(fields, 'timestamp'))),
    baseFee: wei(quantity(fields, 'baseFeePerGas')),
  };
}

function quantity(fields: Record<string, unknown>, name: string): bigint {
  const value = fields[name];
  if (typeof value !== 'string' || !/^0x[0-9a-f]+$/i.test(value)) throw nonsense(name, value);
  return BigInt(value);
}

function hash(fields: Record<string, unknown>, name: string): Hash {
  const value = fields[name];
  if (typeof value !== 'string' || !isHash(value)) throw nonsense(name, value);
  return value;
}

const nonsense = (name: string, value: unknown): EndpointError =>
  new EndpointError(`the block's ${name} makes no sense: ${JSON.stringify(value) ?? 'nothing'}`, { retryable: true });
