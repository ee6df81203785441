import { Agent, request } from 'node:http';

export interface RpcRequest {
  method: string;
  params?: readonly unknown[];
}

export type RpcAnswer = { result: unknown } | { error: { code: number; message: string; data?: unknown } };

/** The node behind all endpoints, asked on real sockets outside of virtual time. */
export interface Node {
  /** What the node answers, errors included. */
  ask(request: RpcRequest): Promise<RpcAnswer>;
  /** @throws Error when the node refuses: the scheduler's own wishes must be granted */
  must<Result>(method: string, params?: readonly unknown[]): Promise<Result>;
  close(): void;
}

/** What only tells, and tells the same until something is done to the chain. */
const readers =
  /^eth_(call|estimateGas|chainId|blockNumber|gasPrice|maxPriorityFeePerGas|get(Balance|Code|BlockBy\w+|Transaction\w+|Logs))$/;

export function createNode(url: string): Node {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const known = new Map<string, RpcAnswer>();
  let id = 0;

  const post = (body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request({ hostname, port, method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });

  const node: Node = {
    async ask({ method, params = [] }) {
      const isReader = readers.test(method);
      if (!isReader) known.clear();
      const key = isReader ? JSON.stringify([method, params]) : '';
      const before = isReader ? known.get(key) : undefined;
      if (before) return before;
      const text = await post(JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }));
      const { result = null, error } = JSON.parse(text) as { result?: unknown; error?: never };
      const answer: RpcAnswer = error === undefined ? { result } : { error };
      if (isReader) known.set(key, answer);
      return answer;
    },
    async must<Result>(method: string, params: readonly unknown[] = []) {
      const answer = await node.ask({ method, params });
      if ('error' in answer) throw new Error(`the node refuses ${method}: ${answer.error.message}`);
      return answer.result as Result;
    },
    close: () => agent.destroy(),
  };
  return node;
}
