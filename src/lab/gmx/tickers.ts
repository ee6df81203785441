import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Address } from 'viem';
import { LabError } from '../errors.js';
import { ethPrice, type LabPrices, type TokenPrice } from './prices.js';

/** How the server of prices behaves. */
export type TickersMood =
  | { kind: 'honest' }
  /** Nobody listens: the connection is refused. */
  | { kind: 'gone' }
  /** 500 unless told. */
  | { kind: 'failing'; status?: number }
  | { kind: 'slow'; milliseconds: number }
  /** The price is today's, its time is not. */
  | { kind: 'stale'; seconds: number }
  /** Another price of ETH, USD. */
  | { kind: 'lying'; price: number }
  /** Answers 200 with this; something that is not JSON unless told. */
  | { kind: 'nonsense'; body?: string };

/** GMX's HTTP API as far as prices go, from the lab's market, in the chain's time. */
export interface Tickers {
  /** Without a path; the prices are at `/prices/tickers`. The same through every mood. */
  url: string;
  /** How many times it was asked. */
  asked(): number;
  behave(mood: TickersMood): Promise<void>;
  stop(): Promise<void>;
}

export interface TickersSource {
  tokens: { ETH: Address; USDC: Address };
  prices(): LabPrices;
  /** Unix seconds on the chain's clock. */
  now(): Promise<number>;
}

/** One entry of GMX's GET /prices/tickers; prices are decimal strings in contract units, the time is in milliseconds. */
interface Ticker {
  tokenAddress: Address;
  tokenSymbol: string;
  minPrice: string;
  maxPrice: string;
  updatedAt: number;
}

/** On a port of the system's choice; does not keep the process alive. */
export async function startTickers(source: TickersSource): Promise<Tickers> {
  let mood: TickersMood = { kind: 'honest' };
  let asked = 0;
  const waiting = new Set<NodeJS.Timeout>();

  async function body(): Promise<string> {
    if (mood.kind === 'nonsense') return mood.body ?? '<html>Bad gateway</html>';
    const { ETH, USDC } = source.prices();
    const lie = mood.kind === 'lying' ? ethPrice(mood.price) : null;
    const at = ((await source.now()) - (mood.kind === 'stale' ? mood.seconds : 0)) * 1000;
    const ticker = (tokenSymbol: string, tokenAddress: Address, { min, max }: TokenPrice): Ticker => ({
      tokenAddress,
      tokenSymbol,
      minPrice: String(min),
      maxPrice: String(max),
      updatedAt: at,
    });
    return JSON.stringify([
      ticker('ETH', source.tokens.ETH, lie === null ? ETH : { min: lie, max: lie }),
      ticker('USDC', source.tokens.USDC, USDC),
    ]);
  }

  async function answer(path: string, response: ServerResponse): Promise<void> {
    asked++;
    if (path !== '/prices/tickers') return end(response, 404, '{"message":"Not found"}');
    if (mood.kind === 'failing') return end(response, mood.status ?? 500, '{"message":"Internal server error"}');
    const text = await body();
    if (mood.kind !== 'slow') return end(response, 200, text);
    const timer = setTimeout(() => {
      waiting.delete(timer);
      end(response, 200, text);
    }, mood.milliseconds).unref();
    waiting.add(timer);
  }

  const server = createServer(({ url = '/' }, response) => {
    answer(url.split('?')[0] ?? '/', response).catch((error: unknown) => end(response, 500, String(error)));
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    async behave(next) {
      mood = next;
      if (next.kind === 'gone') await close(server);
      else if (!server.listening) await listen(server, port);
    },
    async stop() {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
      await close(server);
    },
  };
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new LabError('The server of tickers has no port');
  return (address satisfies AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
