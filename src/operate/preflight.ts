import { setTimeout as sleep } from 'node:timers/promises';
import { strategiesOn } from '../chains/strategyOn.js';
import type { Config } from '../config/loadConfig.js';
import type { Problem } from '../config/problem.js';
import type { ChainSettings } from '../config/settings.js';
import { BallastError } from '../model/error.js';
import { createEndpoint } from '../observe/endpoints/createEndpoint.js';
import type { Endpoint } from '../observe/endpoints/endpoint.js';
import { chainIdOf } from '../observe/endpoints/verifiedEndpoint.js';
import { latestBlock } from '../observe/latestBlock.js';
import { keyProblems } from './keys.js';
import { type OpenedBook, openBooks } from './openBooks.js';

export interface PreflightOptions {
  /** An endpoint or a remote signer that does not answer is a problem, or is left out: a daemon waits for it. */
  unreachable: 'problem' | 'pass';
}

/** Everything that stands between these files and a start: keys, endpoints, chain ids, contracts. Sends nothing. */
export async function preflight(config: Config, options: PreflightOptions): Promise<Problem[]> {
  const { settings, strategies } = config;
  const chains = Object.values(settings.chains).filter(({ name }) => strategiesOn(strategies, name).length > 0);
  const found = await Promise.all([
    keyProblems(config, options),
    ...chains.map((chain) => chainProblems(config, chain, options)),
  ]);
  return found.flat();
}

/** Each endpoint must serve the chain; the first that does is asked about the contracts. */
async function chainProblems(
  config: Config,
  chain: ChainSettings,
  { unreachable }: PreflightOptions,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const endpoints = chain.endpoints.map((url) => createEndpoint(url, { timeoutMs: 10_000 }));
  const report = (i: number, message: string, mend: string) => {
    const path = ['chains', chain.name, 'endpoints', i];
    problems.push(config.locate(config.settings.file, path, message, mend, { hidden: true }));
  };
  const reportUnreachable = (i: number, error: unknown) => {
    if (!(error instanceof BallastError)) throw error;
    if (unreachable === 'pass') return;
    report(i, error.shortMessage, 'check the URL and that the node is up; or leave this endpoint out');
  };
  try {
    const ids = await chainIdsOf(endpoints, unreachable === 'pass' ? chain.id : null);
    let asked = false;
    for (const [i, endpoint] of endpoints.entries()) {
      const id = ids[i];
      if (id === undefined) continue;
      if (id.status !== 'fulfilled') reportUnreachable(i, id.reason);
      else if (id.value !== chain.id) {
        report(i, `this endpoint serves chain ${id.value}, not ${chain.id}`, 'state the right chain or endpoint');
      } else if (!asked) {
        try {
          const opened = await openBooks(config, chain, endpoint, await latestBlock(endpoint));
          problems.push(...opened.problems, ...venueProblems(config, chain, opened.books));
          asked = true;
        } catch (error) {
          reportUnreachable(i, error);
        }
      }
    }
  } finally {
    await Promise.all(endpoints.map((endpoint) => endpoint.close()));
  }
  return problems;
}

/** Once one serves the chain, the others have so long to say that they do not. */
const graceMs = 500;

/**
 * What each says it serves, in their order. A daemon must not stay away from its book because one of several endpoints is silent.
 * @param enough - Of the others nothing is waited for once one serves this chain: undefined. null: all are waited for.
 */
async function chainIdsOf(
  endpoints: readonly Endpoint[],
  enough: number | null,
): Promise<readonly (PromiseSettledResult<number> | undefined)[]> {
  const ids: (PromiseSettledResult<number> | undefined)[] = endpoints.map(() => undefined);
  let serves = () => {};
  const served = new Promise<void>((resolve) => {
    serves = resolve;
  });
  const all = endpoints.map(async (endpoint, i) => {
    const [id] = await Promise.allSettled([chainIdOf(endpoint)]);
    ids[i] = id;
    if (id.status === 'fulfilled' && id.value === enough) serves();
  });
  await Promise.race([Promise.all(all), served.then(() => sleep(graceMs))]);
  return [...ids];
}

/** What a daemon starts with all the same, to keep what is held alive: such a venue takes no new risk. */
function venueProblems(config: Config, chain: ChainSettings, books: readonly OpenedBook[]): Problem[] {
  const told = new Map<string, Problem>();
  for (const { venues } of books) {
    for (const { id, problems = [] } of venues.values()) {
      for (const problem of problems) {
        const mend = `see whether a newer ballast knows this deployment of ${id}; until then it only reduces there`;
        told.set(problem, config.locate(config.settings.file, ['chains', chain.name, 'venues', id], problem, mend));
      }
    }
  }
  return [...told.values()];
}
