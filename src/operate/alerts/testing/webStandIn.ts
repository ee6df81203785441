import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { standInCertificate, standInKey } from './certificate.js';

/** What a server is to answer; `hang`: it takes the request and never says anything. */
export type WebAnswer =
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'hang'
  /** It closes the line in the middle. */
  | 'cut';

export interface WebRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface WebStandIn {
  /** `http://127.0.0.1:PORT` */
  url: string;
  requests: WebRequest[];
  /** From now on. A function is asked for each request. */
  answer(with_: WebAnswer | ((request: WebRequest) => WebAnswer)): void;
  /** Resolves with the request that is the `count`th, at once where it has come already. */
  received(count: number): Promise<WebRequest>;
  close(): Promise<void>;
}

/** A web server of this machine that says what a test wants. */
export async function startWebStandIn(options: { tls?: boolean } = {}): Promise<WebStandIn> {
  const requests: WebRequest[] = [];
  const waiting: { count: number; resolve: (request: WebRequest) => void }[] = [];
  let answering: (request: WebRequest) => WebAnswer = () => ({ status: 200, body: 'ok' });

  const listener: RequestListener = (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const got = { method, path: url, headers, body: Buffer.concat(pieces).toString('utf8') };
      requests.push(got);
      for (const one of waiting.splice(0)) {
        if (requests.length >= one.count) one.resolve(requests[one.count - 1] ?? got);
        else waiting.push(one);
      }
      const answer = answering(got);
      if (answer === 'hang') return;
      if (answer === 'cut') {
        response.socket?.destroy();
        return;
      }
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(answer.body ?? '');
    });
  };
  const server: Server = options.tls
    ? createSecureServer({ key: standInKey, cert: standInCertificate }, listener)
    : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    answer(given) {
      answering = typeof given === 'function' ? given : () => given;
    },
    received(count) {
      const there = requests[count - 1];
      if (there) return Promise.resolve(there);
      return new Promise((resolve) => waiting.push({ count, resolve }));
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
