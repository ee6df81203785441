import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Address, PublicClient } from 'viem';
import type { NodePrice, NodePrices } from './nodePrices.js';

export interface TickerServer {
  url: string;
  stop(): Promise<void>;
}

export interface TickerServerOptions {
  client: PublicClient;
  prices: NodePrices;
  tokens: readonly { symbol: string; address: Address }[];
  /** Prices from there instead, stamped with the node's clock, which need not be the world's. */
  instead?: string | undefined;
}

interface Ticker {
  tokenAddress: string;
  tokenSymbol?: string;
  minPrice: string;
  maxPrice: string;
}

/** Answers GET /prices/tickers as GMX's server does, with the node's own prices as of its newest block. */
export async function startTickerServer(options: TickerServerOptions): Promise<TickerServer> {
  const server = createServer((_, response) => {
    tickersOf(options).then(
      (tickers) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(tickers)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server of tickers has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function tickersOf({ client, prices, tokens, instead }: TickerServerOptions) {
  const head = await client.getBlock();
  const updatedAt = Number(head.timestamp) * 1000;
  if (instead !== undefined) {
    const url = instead.endsWith('/prices/tickers') ? instead : `${instead.replace(/\/$/, '')}/prices/tickers`;
    const tickers = (await (await fetch(url)).json()) as Ticker[];
    return tickers.map((ticker) => ({ ...ticker, updatedAt }));
  }
  const found = await Promise.all(tokens.map(async ({ address }) => prices.priceOf(address, head)));
  return found.flatMap((price, i) => (price ? [{ ...tickerOf(price, tokens[i]?.symbol ?? ''), updatedAt }] : []));
}

const tickerOf = ({ token, min, max }: NodePrice, tokenSymbol: string) => ({
  ...{ tokenAddress: token, tokenSymbol, minPrice: String(min), maxPrice: String(max) },
});
