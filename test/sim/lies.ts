import { hexToBigInt, numberToHex } from 'viem';
import type { Lie } from './faults.js';
import type { RpcAnswer, RpcRequest } from './node.js';

type Hex = `0x${string}`;
const word = 64;

/** What a liar needs to know to be believed. */
export interface NamedBlock {
  number: Hex;
  hash: Hex;
}

/** The forged answer; null where this lie is none about what was asked. @param roll in [0, 1) */
export function lieAbout(
  lie: Lie,
  newest: NamedBlock,
  { method, params = [] }: RpcRequest,
  honest: RpcAnswer,
  roll: number,
): RpcAnswer | null {
  if (!('result' in honest)) return null;
  const { result } = honest;
  switch (lie) {
    case 'balance':
      if (method !== 'eth_getBalance') return null;
      return { result: numberToHex(roll < 0.5 ? 0n : hexToBigInt(result as Hex) * 1000n) };
    case 'call':
      return method === 'eth_call' && typeof result === 'string' ? forgedWord(result, roll) : null;
    case 'receipt without logs':
      return method === 'eth_getTransactionReceipt' && result !== null
        ? { result: { ...(result as object), logs: [] } }
        : null;
    case 'receipt that is none':
      return method === 'eth_getTransactionReceipt' && result === null
        ? { result: invented(params[0] as Hex, roll) }
        : null;
    case 'receipt in a block of others':
      return method === 'eth_getTransactionReceipt' && result === null
        ? { result: { ...invented(params[0] as Hex, roll), blockHash: newest.hash, blockNumber: newest.number } }
        : null;
    case 'no receipt':
      return method === 'eth_getTransactionReceipt' && result !== null ? { result: null } : null;
    case 'count too high':
    case 'count too low': {
      if (method !== 'eth_getTransactionCount') return null;
      const count = hexToBigInt(result as Hex) + (lie === 'count too high' ? 1n : -1n);
      return { result: numberToHex(count < 0n ? 0n : count) };
    }
  }
}

/** One of the numbers in it, a price perhaps, is another one. */
function forgedWord(result: string, roll: number): RpcAnswer | null {
  const words = Math.floor((result.length - 2) / word);
  const numbers = Array.from({ length: words }, (_, i) => i).filter((i) =>
    isAmount(result.slice(2 + i * word, 2 + (i + 1) * word)),
  );
  const at = numbers[Math.floor(roll * numbers.length)];
  if (at === undefined) return null;
  const [before, after] = [result.slice(0, 2 + at * word), result.slice(2 + (at + 1) * word)];
  const value = BigInt(`0x${result.slice(2 + at * word, 2 + (at + 1) * word)}`);
  const forged = roll < 0.5 ? (value * 4n) / 5n : (value * 6n) / 5n;
  return { result: `${before}${forged.toString(16).padStart(word, '0')}${after}` };
}

/** Neither an offset nor a length, nor an address, a negative number or text: something between a thousandth of a dollar and a fortune. */
function isAmount(digits: string): boolean {
  const value = BigInt(`0x${digits}`);
  return value > 10n ** 15n && value < 10n ** 30n;
}

/** A receipt of something that is in no block: "mined" at a height that exists, in a block that does not. */
function invented(transactionHash: Hex, roll: number): object {
  return {
    transactionHash,
    transactionIndex: '0x0',
    blockHash: `0x${Math.floor(roll * 2 ** 48)
      .toString(16)
      .padStart(word, '0')}`,
    blockNumber: '0x1',
    status: '0x1',
    gasUsed: '0x5208',
    effectiveGasPrice: '0x3b9aca00',
    cumulativeGasUsed: '0x5208',
    logsBloom: `0x${'0'.repeat(512)}`,
    type: '0x2',
    logs: [],
  };
}
