import type { Problem } from '../../config/problem.js';
import type { ChainSettings } from '../../config/settings.js';
import type { Block, Snapshot } from '../../model/snapshot.js';
import type { Endpoint } from '../../observe/endpoints/endpoint.js';
import type { OpenedBook } from '../openBooks.js';

/** A chain as far as it could be reached. */
export interface OpenedChain {
  chain: ChainSettings;
  /** Each of its endpoints, with the chain it says it serves; null where it said nothing. */
  endpoints: readonly { endpoint: Endpoint; chainId: number | null; error: string | null }[];
  /** The first endpoint that serves the chain, and its newest block; null where none does. */
  well: { endpoint: Endpoint; block: Block } | null;
  /** Of the strategies on it, with what each account holds; empty where they could not be opened. */
  books: readonly (OpenedBook & { snapshot: Snapshot })[];
  /** Why books could not be opened. */
  problems: readonly Problem[];
}
