import type { AddressInfo, Server } from 'node:net';
import { serve } from '@hono/node-server';
import { type ListenAddress, listenText } from '../../config/settings/listenAddress.js';
import { BallastError } from '../../model/error.js';
import type { Api } from './api.js';

/** How slow a client may be, milliseconds. */
export type ListenLimits = Partial<typeof patience>;

export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** A client that is slower than this at saying who it is, and at asking, is let go. */
const patience = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 };
const mostHeaderBytes = 16 * 1_024;
const mostConnections = 512;
/** A connection on which nothing moves is closed: live streams have something to say every 15 s. */
const longestStillMs = 60_000;

/** @throws BallastError when the address cannot be had */
export function listen(
  api: Pick<Api, 'fetch' | 'close'>,
  { host, port }: ListenAddress,
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
        url: `http://${listenText({ host, port: taken })}`,
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
