import { hexToNumber, numberToHex } from 'viem';
import type { Node, RpcAnswer, RpcRequest } from './node.js';

type Hex = `0x${string}`;

/** How a node answers that is so many blocks behind: from its own newest block, and knowing nothing of what came after. */
export async function answerOfThePast(
  node: Node,
  { method, params = [] }: RpcRequest,
  behind: number,
): Promise<RpcAnswer> {
  const newest = hexToNumber(await node.must<Hex>('eth_blockNumber'));
  const own = Math.max(newest - behind, 0);
  const height = numberToHex(own);
  const isBeyond = (block: unknown) =>
    typeof block === 'string' && /^0x/.test(block) && hexToNumber(block as Hex) > own;
  const atOwn = params.map((param) => (param === 'latest' || param === 'pending' ? height : param));
  switch (method) {
    case 'eth_blockNumber':
      return { result: height };
    case 'eth_getBlockByNumber':
      return isBeyond(params[0]) ? { result: null } : node.ask({ method, params: atOwn });
    case 'eth_getTransactionReceipt':
    case 'eth_getTransactionByHash': {
      const answer = await node.ask({ method, params });
      const found = 'result' in answer ? (answer.result as { blockNumber?: unknown } | null) : null;
      return isBeyond(found?.blockNumber) ? { result: null } : answer;
    }
    case 'eth_call':
    case 'eth_getTransactionCount':
    case 'eth_getBalance': {
      const at = params[1];
      if (isBeyond(at) || (await isUnknownBlock(node, at, own))) {
        return { error: { code: -32000, message: 'header not found' } };
      }
      return node.ask({ method, params: atOwn });
    }
    case 'eth_estimateGas':
      return node.ask({ method, params: [params[0], height] });
    default:
      return node.ask({ method, params });
  }
}

async function isUnknownBlock(node: Node, at: unknown, own: number): Promise<boolean> {
  if (typeof at !== 'object' || at === null || !('blockHash' in at)) return false;
  const block = await node.must<{ number: Hex } | null>('eth_getBlockByHash', [at.blockHash, false]);
  return block === null || hexToNumber(block.number) > own;
}
