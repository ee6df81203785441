import type { Address } from 'viem';
import { assess } from '../../../assess/assess.js';
import type { Config } from '../../../config/loadConfig.js';
import { BallastError } from '../../../model/error.js';
import type { RiskReport } from '../../../model/riskReport.js';
import type { Snapshot } from '../../../model/snapshot.js';
import type { UnixMillis } from '../../../model/units.js';
import { createEndpoint } from '../../../observe/endpoints/createEndpoint.js';
import { latestBlock } from '../../../observe/latestBlock.js';
import { createQuoteDesk } from '../../../observe/prices/quoteDesk.js';
import { callsAt } from '../../../observe/runReadings.js';
import { takeSnapshots } from '../../../observe/takeSnapshots.js';
import type { Venue } from '../../../venues/venue.js';
import { createLog } from '../../log.js';
import { openBooks } from '../../openBooks.js';

/** Looks at an account with the keeper's own eyes, whether or not anybody guards it. */
export interface Witness {
  readonly venues: ReadonlyMap<string, Venue>;
  look(): Promise<{ snapshot: Snapshot; risk: RiskReport }>;
  close(): Promise<void>;
}

export interface Watching {
  /** Of one strategy, which says what to watch; its account is replaced. */
  config: Config;
  url: string;
  now: () => UnixMillis;
}

export async function createWitness(account: Address, { config, url, now }: Watching): Promise<Witness> {
  const [strategy] = config.strategies;
  const chain = strategy && config.settings.chains[strategy.chain];
  if (!strategy || !chain) throw new BallastError('a witness needs one strategy');
  const endpoint = createEndpoint(url);
  const watching: Config = { ...config, strategies: [{ ...strategy, account }] };
  const { books, problems } = await openBooks(watching, chain, endpoint, await latestBlock(endpoint));
  const venues = books[0]?.venues;
  if (!venues || problems.length > 0) {
    throw new BallastError('the lab cannot be read', { facts: problems.map((problem) => problem.message) });
  }
  const over = new AbortController();
  const sources = [...venues.values()].flatMap(({ quoteSources = [] }) => quoteSources);
  const desk = createQuoteDesk({ sources, now, log: createLog({ level: 'silent' }), signal: over.signal, everyMs: 0 });
  return {
    venues,
    async look() {
      const block = await latestBlock(endpoint);
      await desk.refresh();
      const frame = { chainId: chain.id, block, multicall3: chain.multicall3, sheets: desk.sheets() };
      const watched = { account, venues: [...venues.values()] };
      const [taken] = await takeSnapshots(frame, [watched], callsAt(endpoint, chain.multicall3, block.hash));
      if (!taken || taken.snapshot.unread.length > 0) {
        throw new BallastError('the lab cannot be read', {
          facts: taken?.snapshot.unread.map((one) => one.error) ?? [],
        });
      }
      return { snapshot: taken.snapshot, risk: assess(taken.snapshot, venues) };
    },
    close() {
      over.abort();
      return endpoint.close();
    },
  };
}
