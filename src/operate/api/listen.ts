import type { AddressInfo, Server } from 'node:net';
import { isIP } from 'node:net';
import { serve } from '@hono/node-server';
import { BallastError } from '../../model/error.js';
import type { Api } from './api.js';

export interface Address {
  host: string;
  port: number;
}

/** How slow a client may be, milliseconds. */
export type ListenLimits = Partial<typeof patience>;

export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** `127.0.0.1:8080`, `[::1]:8080`, `:8080` (this machine alone). Port 0 takes a free one. @throws BallastError */
export function readAddress(text: string): Address {
  const [, bracketed, plain, port = ''] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text.trim()) ?? [];
  const host = bracketed ?? (plain === '' ? '127.0.0.1' : plain === 'localhost' ? '127.0.0.1' : plain);
  if (host !== undefined && isIP(host) !== 0 && Number(port) <= 65_535) return { host, port: Number(port) };
  throw new BallastError(`\`${text.slice(0, 60)}\` is not an address to listen on`, {
    mend: 'write it like 127.0.0.1:8080',
  });
}

/** Only this machine can reach it. */
export const isLoopback = (host: string): boolean => host === '::1' || host.startsWith('127.');

/** A client that is slower than this at saying who it is, and at asking, is let go. */
const patience = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 };
const mostHeaderBytes = 16 * 1_024;
const mostConnections = 512;
/** A connection on which nothing moves is closed: live streams have something to say every 15 s. */
const longestStillMs = 60_000;

/** @throws BallastError when the address cannot be had */
export function listen(
  api: Pick<Api, 'fetch' | 'close'>,
  { host, port }: Address,
  limits: ListenLimits = {},
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({
      ...{ fetch: api.fetch, hostname: host, port },
      serverOptions: { ...patience, ...limits, maxHeaderSize: mostHeaderBytes, keepAliveTimeout: 15_000 },
    }) as Server & { closeAllConnections?(): void; timeout: number };
    server.maxConnections = mostConnections;
    server.timeout = longestStillMs;
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      const message = taken
        ? `${host}:${port} is taken by another process`
        : `${host}:${port} cannot be listened on: ${cause.code ?? cause.message}`;
      reject(
        new BallastError(message, {
          mend: 'end that, or name another: `console: listen` in ballast.yaml, `--listen` of `ballast serve`',
          cause,
        }),
      );
    });
    server.once('listening', () => {
      const { port: taken } = server.address() as AddressInfo;
      resolve({
        url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${taken}`,
        close: () =>
          new Promise((closed) => {
            api.close();
            server.close(() => closed());
            server.closeAllConnections?.();
          }),
      });
    });
  });
}
