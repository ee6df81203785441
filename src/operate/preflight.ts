import type { Config } from '../config/loadConfig.js';
import type { Problem } from '../config/problem.js';
import type { ChainSettings } from '../config/settings.js';
import { shortMessageOf } from '../model/error.js';
import { createEndpoint } from '../observe/endpoints/endpoint.js';
import { chainIdOf } from '../observe/endpoints/endpointPool.js';
import { latestBlock } from '../observe/heads.js';
import { keyProblems } from './keys.js';
import { openBooks } from './openBooks.js';

/** Everything that stands between these files and a start: keys, endpoints, chain ids, contracts. Sends nothing. */
export async function preflight(config: Config): Promise<Problem[]> {
  const { settings, strategies } = config;
  const chains = Object.values(settings.chains).filter((chain) => strategies.some((s) => s.chain === chain.name));
  const found = await Promise.all([keyProblems(config), ...chains.map((chain) => chainProblems(config, chain))]);
  return found.flat();
}

/** Each endpoint must serve the chain; the first that does is asked about the contracts. */
async function chainProblems(config: Config, chain: ChainSettings): Promise<Problem[]> {
  const problems: Problem[] = [];
  let asked = false;
  for (const [i, url] of chain.endpoints.entries()) {
    const report = (message: string, mend: string) => {
      const path = ['chains', chain.name, 'endpoints', i];
      problems.push(config.locate(config.settings.file, path, message, mend, { hidden: true }));
    };
    const endpoint = createEndpoint(url, { timeoutMs: 10_000 });
    try {
      const id = await chainIdOf(endpoint);
      if (id !== chain.id)
        report(`this endpoint serves chain ${id}, not ${chain.id}`, 'state the right chain or endpoint');
      else if (!asked) {
        asked = true;
        problems.push(...(await openBooks(config, chain, endpoint, await latestBlock(endpoint))).problems);
      }
    } catch (error) {
      report(shortMessageOf(error), 'check the URL and that the node is up; or leave this endpoint out');
    } finally {
      await endpoint.close();
    }
  }
  return problems;
}
