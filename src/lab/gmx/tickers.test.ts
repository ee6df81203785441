import { afterEach, expect, test } from 'vitest';
import { labPrices } from './prices.js';
import { startTickers, type Tickers } from './tickers.js';

const NOW = 1_700_000_000;
const tokens = {
  ETH: '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1',
  USDC: '0xaf88d065e77c8cC2239327C5EDb3A432268e5831',
} as const;

let server: Tickers | undefined;
afterEach(() => server?.stop());
async function start(): Promise<Tickers> {
  server = await startTickers({
    tokens,
    prices: () => labPrices({ price: 2000, spread: 0.0002 }),
    now: async () => NOW,
  });
  return server;
}
const ask = ({ url }: Tickers, options: RequestInit = {}) => fetch(`${url}/prices/tickers`, options);

test('default: prices in contract units as text, time in milliseconds', async () => {
  const response = await ask(await start());
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual([
    {
      tokenAddress: tokens.ETH,
      tokenSymbol: 'ETH',
      minPrice: '1999800000000000',
      maxPrice: '2000200000000000',
      updatedAt: NOW * 1000,
    },
    {
      tokenAddress: tokens.USDC,
      tokenSymbol: 'USDC',
      minPrice: '1000000000000000000000000',
      maxPrice: '1000000000000000000000000',
      updatedAt: NOW * 1000,
    },
  ]);
  expect(server?.asked()).toBe(1);
});

test('behavior: gone and back at the same address', async () => {
  const tickers = await start();
  await tickers.behave({ kind: 'gone' });
  await expect(ask(tickers)).rejects.toThrow();
  await tickers.behave({ kind: 'honest' });
  expect((await ask(tickers)).status).toBe(200);
});

test('behavior: fails, or speaks nonsense', async () => {
  const tickers = await start();
  await tickers.behave({ kind: 'failing' });
  expect((await ask(tickers)).status).toBe(500);
  await tickers.behave({ kind: 'failing', status: 429 });
  expect((await ask(tickers)).status).toBe(429);
  await tickers.behave({ kind: 'nonsense' });
  await expect((await ask(tickers)).json()).rejects.toThrow();
  await tickers.behave({ kind: 'nonsense', body: '{"tickers":[]}' });
  expect(await (await ask(tickers)).json()).toEqual({ tickers: [] });
});

test('behavior: old, or untrue', async () => {
  const tickers = await start();
  await tickers.behave({ kind: 'stale', seconds: 90 });
  expect(await (await ask(tickers)).json()).toMatchObject([{ updatedAt: (NOW - 90) * 1000 }, {}]);
  await tickers.behave({ kind: 'lying', price: 1500 });
  expect(await (await ask(tickers)).json()).toMatchObject([
    { minPrice: '1500000000000000', maxPrice: '1500000000000000', updatedAt: NOW * 1000 },
    { minPrice: '1000000000000000000000000' },
  ]);
});

test('behavior: slow, so that an impatient client gives up; a patient one is served', async () => {
  const tickers = await start();
  await tickers.behave({ kind: 'slow', milliseconds: 60_000 });
  await expect(ask(tickers, { signal: AbortSignal.timeout(20) })).rejects.toThrow();
  await tickers.behave({ kind: 'slow', milliseconds: 1 });
  expect((await ask(tickers)).status).toBe(200);
});

test('args: another path is not found', async () => {
  expect((await fetch(`${(await start()).url}/tokens`)).status).toBe(404);
});
