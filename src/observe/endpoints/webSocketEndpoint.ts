import { BaseError, createClient, RpcRequestError, type WebSocketTransport, webSocket } from 'viem';
import type { ChainClient, Endpoint } from './endpoint.js';
import { labelOf } from './redactUrls.js';

type Connection = Awaited<ReturnType<NonNullable<ReturnType<WebSocketTransport>['value']>['getRpcClient']>>;

let connections = 0;

/**
 * An endpoint that pushes. One connection at a time, made when it is first needed and again after it was lost; whoever
 * asks meanwhile is told of the failure at once. viem's own reconnecting is not used: it begins anew with each request to
 * a node that is down, never ends, and prints what it sees of the URL.
 */
export function createWebSocketEndpoint(url: string, timeoutMs: number): Endpoint {
  // viem shares connections between all that ask for the same: a delay of its own keeps this one's to itself.
  const reconnect = { attempts: 0, delay: ++connections };
  const client = createClient({
    transport: webSocket(url, { reconnect, retryCount: 0, timeout: timeoutMs }),
    cacheTime: 0,
  });
  let connection: Connection | null = null;
  let connecting: Promise<Connection> | null = null;
  let closed = false;

  function drop(): void {
    connection?.close();
    connection = null;
  }

  async function connected(): Promise<void> {
    if (connection && connection.socket.readyState === connection.socket.OPEN) return;
    drop();
    connecting ??= client.transport
      .getRpcClient()
      .then((made) => {
        if (closed) made.close();
        connection = made;
        return made;
      })
      .finally(() => {
        connecting = null;
      });
    await within(connecting, timeoutMs);
  }

  /** Whatever the connection is at fault for, a new one is the cure: a silent one may be half open. */
  const dropUnless = (error: unknown): void => {
    const said = error instanceof BaseError && error.walk((cause) => cause instanceof RpcRequestError) !== null;
    if (!said) drop();
  };

  const request = async (...args: [never, never?]): Promise<unknown> => {
    await connected();
    try {
      return await client.request(...args);
    } catch (error) {
      dropUnless(error);
      throw error;
    }
  };

  return {
    label: labelOf(url),
    client: { ...client, request: request as ChainClient['request'] },
    async subscribe(onHead, onError) {
      await connected();
      const subscription = await client.transport.subscribe({
        params: ['newHeads'],
        onData: (data) => onHead(data.result),
        onError: (error) => onError(plainError(error)),
      });
      return () => void subscription.unsubscribe().catch(() => {}); // the socket may be gone already
    },
    async close() {
      closed = true;
      drop();
    },
  };
}

async function within<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no connection within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } catch (error) {
    throw plainError(error);
  } finally {
    clearTimeout(timer);
  }
}

/** A socket throws events, which carry the whole socket, URL and all; what it was is in their message. */
const plainError = (error: unknown): Error => {
  if (error instanceof Error) return error;
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  return new Error(message || 'the connection was lost');
};
