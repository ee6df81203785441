import { createClient, webSocket } from 'viem';
import type { ChainClient, Endpoint } from './endpoint.js';
import { isRefusal } from './isRefusal.js';
import { labelOf } from './redactUrls.js';
import { plainError, within } from './within.js';

type Connection = Awaited<ReturnType<typeof connect>>;

let connections = 0;

/**
 * An endpoint that pushes. One connection at a time, made when it is first needed and again after it was lost; whoever
 * asks meanwhile is told of the failure at once. viem's own reconnecting is not used: it begins anew with each request to
 * a node that is down, never ends, and prints what it sees of the URL. Nothing waits longer than `timeoutMs` for a step.
 */
export function createWebSocketEndpoint(url: string, timeoutMs: number): Endpoint {
  let connection: Connection | null = null;
  let connecting: Promise<Connection> | null = null;
  let closed = false;

  /** Closes that connection; one made since is left alone. */
  function drop(lost: Connection | null): void {
    lost?.socket.close();
    if (lost === connection) connection = null;
  }

  function inUse(): Connection | null {
    const socket = connection?.socket.socket;
    return socket && socket.readyState === socket.OPEN ? connection : null;
  }

  function connectOnce(): Promise<Connection> {
    drop(connection);
    connecting ??= open().finally(() => {
      connecting = null;
    });
    return connecting;
  }

  async function open(): Promise<Connection> {
    const made = connect(url, timeoutMs);
    try {
      const one = await within(made, timeoutMs, 'no connection');
      if (closed) throw new Error('the endpoint is closed');
      connection = one;
      return one;
    } catch (error) {
      // An upgrade may never be answered, and cannot be called off: should it be after all, nobody wants it any more.
      void made.then(({ socket }) => socket.close()).catch(() => {});
      throw error;
    }
  }

  // A lost connection's client would make one of its own: between having it in hand and asking, nothing may happen.
  const request = async (...args: [never, never?]): Promise<unknown> => {
    const one = inUse() ?? (await connectOnce());
    try {
      return await one.client.request(...args);
    } catch (error) {
      if (!isRefusal(error)) drop(one); // a silent one may be half open
      throw error;
    }
  };

  return {
    label: labelOf(url),
    client: { ...clientOf(url, timeoutMs), request: request as ChainClient['request'] },
    async subscribe(onHead, onError) {
      const one = inUse() ?? (await connectOnce());
      const subscribing = one.client.transport.subscribe({
        params: ['newHeads'],
        onData: (data) => onHead(data.result),
        onError: (error) => onError(plainError(error)),
      });
      try {
        const subscription = await within(subscribing, timeoutMs, 'no subscription');
        return () => void subscription.unsubscribe().catch(() => {}); // the socket may be gone already
      } catch (error) {
        drop(one);
        throw error;
      }
    },
    isLost: () => inUse() === null && connecting === null,
    async close() {
      closed = true;
      drop(connection);
    },
  };
}

/** A client of its own for each connection: viem shares connections between all that ask for the same delay. */
const clientOf = (url: string, timeout: number) =>
  createClient({
    transport: webSocket(url, { reconnect: { attempts: 0, delay: ++connections }, retryCount: 0, timeout }),
    cacheTime: 0,
  });

async function connect(url: string, timeoutMs: number) {
  const client = clientOf(url, timeoutMs);
  return { client, socket: await client.transport.getRpcClient() };
}
