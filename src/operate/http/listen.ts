import type { AddressInfo, Server } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { type ListenAddress, listenText } from '../../config/settings/listenAddress.js';
import { BallastError } from '../../model/error.js';

/** How slow a client may be, milliseconds. */
export type ListenLimits = Partial<typeof patience>;

/** What answers, and what it lets go of when nobody is answered any more. */
export interface Served {
  fetch: Hono['fetch'];
  close?(): void;
}

/** Where it is to be served. */
export interface ListenAsked {
  address: ListenAddress;
  /** What the operator wrote that address into, as an error names it: `--listen`. */
  setting: string;
  limits?: ListenLimits | undefined;
}

/** What is listened on. */
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

/** Serves over HTTP, with limits to how slow and how many clients may be. @throws BallastError when the address cannot be had */
export function listen(app: Served, { address, setting, limits = {} }: ListenAsked): Promise<Listening> {
  const { host, port } = address;
  return new Promise((resolve, reject) => {
    const server = serve({
      ...{ fetch: app.fetch, hostname: host, port },
      serverOptions: { ...patience, ...limits, maxHeaderSize: mostHeaderBytes, keepAliveTimeout: 15_000 },
    }) as Server & { closeAllConnections?(): void; timeout: number };
    server.maxConnections = mostConnections;
    server.timeout = longestStillMs;
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      const message = taken
        ? `${listenText(address)} is taken by another process`
        : `${listenText(address)} cannot be listened on: ${cause.code ?? cause.message}`;
      reject(new BallastError(message, { mend: `end that, or name another: ${setting}`, cause }));
    });
    server.once('listening', () => {
      const { port: taken } = server.address() as AddressInfo;
      resolve({
        url: `http://${listenText({ host, port: taken })}`,
        close: () =>
          new Promise((closed) => {
            app.close?.();
            server.close(() => closed());
            server.closeAllConnections?.();
          }),
      });
    });
  });
}
