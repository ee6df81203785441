import { strategiesOn } from '../../chains/strategyOn.js';
import type { Config } from '../../config/loadConfig.js';
import type { Problem } from '../../config/problem.js';
import type { ChainSettings } from '../../config/settings.js';
import { BallastError, shortMessageOf } from '../../model/error.js';
import type { Block, Snapshot } from '../../model/snapshot.js';
import { createEndpoint } from '../../observe/endpoints/createEndpoint.js';
import type { Endpoint } from '../../observe/endpoints/endpoint.js';
import { redactUrls } from '../../observe/endpoints/redactUrls.js';
import { chainIdOf } from '../../observe/endpoints/verifiedEndpoint.js';
import { latestBlock } from '../../observe/latestBlock.js';
import { callsAt } from '../../observe/runReadings.js';
import { takeSnapshots } from '../../observe/takeSnapshots.js';
import { type OpenedBook, openBooks } from '../openBooks.js';

/** An endpoint, and what it said of itself. */
export interface TriedEndpoint {
  endpoint: Endpoint;
  /** The chain it says it serves, and its newest block; null where it did not say. */
  chainId: number | null;
  block: Block | null;
  /** How long it took to tell its newest block, milliseconds. */
  tookMs: number | null;
  /** Why it said nothing, in a sentence. */
  error: string | null;
}

/** A chain as far as it could be reached. */
export interface OpenedChain {
  chain: ChainSettings;
  /** In the order of ballast.yaml. */
  endpoints: readonly TriedEndpoint[];
  /** The first endpoint that serves the chain, and its newest block; null where none does. */
  well: { endpoint: Endpoint; block: Block } | null;
  /** Of the strategies on it, with what each account holds; empty where they could not be opened. */
  books: readonly (OpenedBook & { snapshot: Snapshot })[];
  /** What stands in ballast.yaml and is not so on chain. */
  problems: readonly Problem[];
  /** Why nothing could be read there, in a sentence. */
  error: string | null;
  close(): Promise<void>;
}

const timeoutMs = 10_000;

/** Asks every endpoint who it is, and the first that serves the chain for what each strategy holds, at one block. Sends nothing. */
export async function openChain(config: Config, chain: ChainSettings): Promise<OpenedChain> {
  const endpoints = await Promise.all(chain.endpoints.map((url) => tryEndpoint(url, timeoutMs)));
  const close = async () => void (await Promise.all(endpoints.map(({ endpoint }) => endpoint.close())));
  const first = endpoints.find(({ chainId, block }) => chainId === chain.id && block !== null);
  const none = { chain, endpoints, books: [], problems: [], close };
  if (!first?.block) return { ...none, well: null, error: 'no endpoint serves the chain' };
  const well = { endpoint: first.endpoint, block: first.block };
  try {
    return { ...none, well, error: null, ...(await readBooks(config, chain, well)) };
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    return { ...none, well, error: error.shortMessage };
  }
}

/** Asks an endpoint for its chain, and then for its newest block. */
export async function tryEndpoint(url: string, timeout: number): Promise<TriedEndpoint> {
  const endpoint = createEndpoint(url, { timeoutMs: timeout });
  let chainId: number | null = null;
  try {
    chainId = await chainIdOf(endpoint);
    const asked = performance.now();
    const block = await latestBlock(endpoint);
    return { endpoint, chainId, block, tookMs: performance.now() - asked, error: null };
  } catch (error) {
    return { endpoint, chainId, block: null, tookMs: null, error: redactUrls(shortMessageOf(error)) };
  }
}

async function readBooks(
  config: Config,
  chain: ChainSettings,
  { endpoint, block }: { endpoint: Endpoint; block: Block },
): Promise<Pick<OpenedChain, 'books' | 'problems'>> {
  if (strategiesOn(config.strategies, chain.name).length === 0) return { books: [], problems: [] };
  const { books, problems } = await openBooks(config, chain, endpoint, block);
  const { id: chainId, multicall3, sequencer } = chain;
  const taken = await takeSnapshots(
    { chainId, block, multicall3, ...(sequencer ? { sequencer } : {}) },
    books.map(({ strategy, venues }) => ({ account: strategy.account, venues: [...venues.values()] })),
    callsAt(endpoint, multicall3, block.hash),
  );
  const read = books.flatMap((book, i) => {
    const snapshot = taken[i]?.snapshot;
    return snapshot ? [{ ...book, snapshot }] : [];
  });
  return { books: read, problems };
}
