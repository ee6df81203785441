import type { Address, Hex } from 'viem';
import type { Lab } from '../src/lab/lab.js';
import type { TransactionRequest } from '../src/model/order.js';

/** What a request would answer at the head: its return bytes, or its revert bytes. Asked raw, so that no client interprets them. */
export async function trial(lab: Lab, from: Address, { to, data }: TransactionRequest) {
  const answer = await fetch(lab.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ from, to, data }, 'latest'] }),
  });
  const body = (await answer.json()) as { result?: Hex; error?: { data?: Hex } };
  return { returned: body.result ?? null, revert: body.error ? (body.error.data ?? '0x') : null };
}
