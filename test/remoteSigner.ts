import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

/** A signer of its own, as web3signer is to its callers: JSON-RPC over HTTP on 127.0.0.1. */

export interface SignerRequest {
  method: string;
  params: readonly [Readonly<Record<string, Hex>>];
  headers: IncomingHttpHeaders;
  path: string;
}

export interface RemoteSigner {
  url: string;
  /** All that it was asked. */
  asked: SignerRequest[];
  /** May be replaced at any time. Its result is answered, unless it is undefined: then it has written to the response itself. */
  answer: (request: SignerRequest, response: ServerResponse) => unknown;
}

export interface RemoteSignerOptions {
  /** What it signs with. */
  privateKey?: Hex;
  /** What it says that it signs for; by default the account of its key. */
  accounts?: unknown;
}

type Finished = (forget: () => void | Promise<void>) => void;

export async function startRemoteSigner(
  { privateKey, accounts }: RemoteSignerOptions,
  onFinished: Finished,
): Promise<RemoteSigner> {
  const account = privateKey && privateKeyToAccount(privateKey);
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method, params } = JSON.parse(body) as SignerRequest;
    const one = { method, params, headers: request.headers, path: request.url ?? '' };
    signer.asked.push(one);
    const result = await signer.answer(one, response);
    if (result !== undefined) response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const signer: RemoteSigner = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer: ({ method, params: [given] }) => {
      if (method === 'eth_accounts') return accounts ?? [account?.address];
      return account?.signTransaction(transactionOf(given));
    },
  };
  return signer;
}

/** What web3signer makes of the parameters of `eth_signTransaction`. */
export const transactionOf = (given: Readonly<Record<string, Hex>>) => ({
  type: 'eip1559' as const,
  chainId: Number(given['chainId']),
  to: given['to'] as Hex,
  data: given['data'] as Hex,
  value: BigInt(given['value'] ?? 0),
  gas: BigInt(given['gas'] ?? 0),
  nonce: Number(given['nonce']),
  maxFeePerGas: BigInt(given['maxFeePerGas'] ?? 0),
  maxPriorityFeePerGas: BigInt(given['maxPriorityFeePerGas'] ?? 0),
});
