import type { Hex } from 'viem';

/**
 * The revert bytes inside whatever a node's refusal was wrapped into: `0x` when it reverted without any, null when the
 * failure is not a revert at all. Nodes disagree on the code (3, -32000, -32015) but put the bytes in `data`.
 */
export function revertDataOf(error: unknown): Hex | null {
  for (let e = error, depth = 0; typeof e === 'object' && e !== null && depth < 10; depth++) {
    const data = 'data' in e ? e.data : undefined;
    if (isHex(data)) return data;
    if (typeof data === 'object' && data !== null && 'data' in data && isHex(data.data)) return data.data;
    if ('code' in e && e.code === 3) return '0x';
    if ('details' in e && /execution reverted|out of gas|invalid opcode/i.test(String(e.details))) return '0x';
    e = 'cause' in e ? e.cause : undefined;
  }
  return null;
}

const isHex = (value: unknown): value is Hex => typeof value === 'string' && /^0x[0-9a-f]*$/i.test(value);
