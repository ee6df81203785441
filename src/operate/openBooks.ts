import type { Address } from 'viem';
import { strategiesOn } from '../chains/strategyOn.js';
import type { Config } from '../config/loadConfig.js';
import type { Problem } from '../config/problem.js';
import type { ChainSettings } from '../config/settings.js';
import type { Block } from '../model/snapshot.js';
import type { Strategy } from '../model/strategy.js';
import { type Endpoint, endpointError } from '../observe/endpoints/endpoint.js';
import { openVenues, type VenueRequest } from '../observe/openVenues.js';
import { callsAt, type Transcript } from '../observe/runReadings.js';
import type { Venue } from '../venues/venue.js';
import { venueKindOf } from '../venues/venues.js';

/** A strategy with its venues found on chain. */
export interface OpenedBook {
  strategy: Strategy;
  venues: ReadonlyMap<string, Venue>;
  opening: readonly Transcript[];
}

/** What a strategy's `watch` asks of each venue, in the file's order; a venue named twice is asked once. */
export function venueRequestsOf(strategy: Strategy, chain: ChainSettings): VenueRequest[] {
  const names = new Map<string, string[]>();
  for (const watch of strategy.watch) names.set(watch.venue, [...(names.get(watch.venue) ?? []), ...watch.names]);
  return [...names].flatMap(([venue, watched]) => {
    const kind = venueKindOf(venue);
    if (!kind) return [];
    const { tokens, venues } = chain;
    return [{ kind, deployment: venues[venue], account: strategy.account, names: watched, tokens }];
  });
}

/**
 * Checks on chain what files alone cannot tell (code at every stated address, venues that answer as such) and finds
 * the strategies' venues.
 * @returns every problem found; the books that could be opened.
 * @throws EndpointError when the endpoint fails.
 */
export async function openBooks(
  config: Config,
  chain: ChainSettings,
  endpoint: Endpoint,
  block: Block,
): Promise<{ books: OpenedBook[]; problems: Problem[] }> {
  const strategies = strategiesOn(config.strategies, chain.name);
  const requests = strategies.map((strategy) => venueRequestsOf(strategy, chain));
  const problems = await codeProblems(config, chain, requests.flat(), endpoint);
  if (problems.length > 0) return { books: [], problems };

  const outcomes = await openVenues(requests.flat(), callsAt(endpoint, chain.multicall3, block.hash));
  const books: OpenedBook[] = [];
  let taken = 0;
  strategies.forEach((strategy, i) => {
    const asked = requests[i] ?? [];
    const own = outcomes.slice(taken, taken + asked.length);
    taken += asked.length;
    const venues = new Map<string, Venue>();
    own.forEach((outcome, j) => {
      const id = asked[j]?.kind.id ?? '';
      if (outcome.ok) venues.set(id, outcome.value);
      else {
        const mend = `check the addresses of ${id} under chains.${chain.name}.venues`;
        problems.push(config.locate(config.settings.file, ['chains', chain.name, 'venues', id], outcome.error, mend));
      }
    });
    books.push({ strategy, venues, opening: own.map((outcome) => outcome.transcript) });
  });
  return { books, problems };
}

/** An address without code is a typing error, or the right address on the wrong chain. */
async function codeProblems(
  { settings, locate }: Config,
  chain: ChainSettings,
  requests: readonly VenueRequest[],
  endpoint: Endpoint,
): Promise<Problem[]> {
  const root = ['chains', chain.name];
  const stated = new Map<string, { path: readonly string[]; address: Address }>();
  const state = (path: readonly string[], address: Address) => stated.set([...path].join('.'), { path, address });
  state([...root, 'multicall3'], chain.multicall3);
  if (chain.sequencer) state([...root, 'sequencer', 'feed'], chain.sequencer.feed);
  for (const { kind, deployment, names } of requests) {
    for (const { name, address } of kind.contracts(deployment)) {
      state([...root, 'venues', kind.id, ...name.split('.')], address);
    }
    if (kind.id === 'wallet') {
      for (const name of names) {
        const token = chain.tokens[name];
        if (token) state([...root, 'tokens', name, 'address'], token.address);
      }
    }
  }
  const found = await Promise.all(
    [...stated.values()].map(async (one) => ({ ...one, code: await codeAt(endpoint, one.address) })),
  );
  return found
    .filter(({ code }) => code === '0x')
    .map(({ path, address }) =>
      locate(
        settings.file,
        path,
        `there is no contract at ${address} on chain ${chain.id}`,
        'check the address, and that it is this chain’s',
      ),
    );
}

async function codeAt(endpoint: Endpoint, address: Address): Promise<string> {
  try {
    return await endpoint.client.request({ method: 'eth_getCode', params: [address, 'latest'] });
  } catch (cause) {
    throw endpointError(endpoint, 'eth_getCode', cause);
  }
}
