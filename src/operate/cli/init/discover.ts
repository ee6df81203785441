import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, decodeFunctionResult, encodeFunctionData, isAddressEqual } from 'viem';
import { stringify } from 'yaml';
import { poolAbi } from '../../../../abis/aave-v3.js';
import { assess } from '../../../assess/assess.js';
import { ConfigError } from '../../../config/configError.js';
import { loadConfig } from '../../../config/loadConfig.js';
import type { ChainSettings } from '../../../config/settings.js';
import { BallastError } from '../../../model/error.js';
import type { RiskReport } from '../../../model/riskReport.js';
import type { Snapshot } from '../../../model/snapshot.js';
import type { Endpoint } from '../../../observe/endpoints/endpoint.js';
import { venueKindOf } from '../../../venues/venues.js';
import { openChain } from '../../doctor/openedChain.js';
import { inTheWay } from './given.js';
import type { ChainTemplate } from './knownChains.js';
import { endpointVariable, settingsText } from './settingsText.js';
import type { Watched } from './watched.js';

/** What an account holds at one block, over all venues that were looked at. */
export interface Discovery {
  chain: ChainSettings;
  snapshot: Snapshot;
  report: RiskReport;
  /** Everything that was looked at. */
  all: readonly Watched[];
  /** Venues that could not be read, and why. */
  left: readonly { venue: string; why: string }[];
}

export interface DiscoverOptions {
  template: ChainTemplate;
  endpoints: readonly string[];
  endpoint: Endpoint;
  account: Address;
  /** Venues that must be readable; null: those that are. */
  asked: readonly string[] | null;
}

/** Reads the account at one block over every venue of the chain. Sends nothing. @throws BallastError, ConfigError */
export async function discover(options: DiscoverOptions): Promise<Discovery> {
  const { template, endpoints, account, asked } = options;
  const folder = mkdtempSync(join(tmpdir(), 'ballast-init-'));
  const settingsFile = join(folder, 'ballast.yaml');
  const look = join(folder, 'look.yaml');
  const env = Object.fromEntries(endpoints.map((url, i) => [endpointVariable(i), url]));
  try {
    writeFileSync(settingsFile, settingsText({ chain: template, endpoints: endpoints.length, account }));
    const { settings } = loadConfig({ settingsFile, strategyFiles: [], env });
    const declared = chainOf(settings.chains, template.name);
    const all = await everythingOn(declared, asked, options.endpoint);
    writeFileSync(look, lookText(template.name, account, all));
    const config = loadConfig({ settingsFile, strategyFiles: [look], env });
    const opened = await openChain(config, declared);
    await opened.close();
    const [book] = opened.books;
    const refused = opened.problems.map(({ path, message, mend }) => ({ what: `${path}: ${message}`, mend, path }));
    if (!book) {
      const why = opened.error === null ? [] : [{ what: opened.error, mend: 'try again, or name another endpoint' }];
      throw inTheWay([...refused, ...why]);
    }
    const left = [
      ...refused.map(({ what, path }) => ({ venue: path.split('.').at(-1) ?? path, why: what })),
      ...book.snapshot.unread.map(({ venue, error }) => ({ venue, why: error })),
    ];
    const wanted = left.filter(({ venue }) => asked?.includes(venue));
    if (wanted.length > 0) {
      throw inTheWay(wanted.map(({ why }) => ({ what: why, mend: 'leave the venue out of --venues, or correct it' })));
    }
    return { chain: declared, snapshot: book.snapshot, report: assess(book.snapshot, book.venues), all, left };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // The files are gone when this is read: what stands in them is told by its place.
    throw inTheWay(error.problems.map(({ path, message, mend }) => ({ what: `${path}: ${message}`, mend })));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function chainOf(chains: Readonly<Record<string, ChainSettings>>, name: string): ChainSettings {
  const found = chains[name];
  if (found) return found;
  throw new BallastError(`the chain ${name} was lost while it was written down`, { mend: 'report this as a defect' });
}

/** Every name of every venue that is declared, or of those that were asked for; tokens always. */
async function everythingOn(
  chain: ChainSettings,
  asked: readonly string[] | null,
  endpoint: Endpoint,
): Promise<Watched[]> {
  const found = await Promise.all(
    Object.entries(chain.venues)
      .filter(([venue]) => venue === 'wallet' || asked === null || asked.includes(venue))
      .map(async ([venue, deployment]): Promise<Watched> => {
        if (venue === 'wallet') return { venue, names: Object.keys(chain.tokens) };
        if (venue === 'aave-v3') return { venue, names: await reservesOf(chain, deployment, endpoint) };
        return { venue, names: venueKindOf(venue)?.names(deployment) ?? [] };
      }),
  );
  return found.filter(({ names }) => names.length > 0);
}

/** The chain's tokens that the pool lends; none where it does not say, which is told when it is opened. */
async function reservesOf({ tokens }: ChainSettings, deployment: unknown, endpoint: Endpoint): Promise<string[]> {
  const { pool } = deployment as { pool: Address };
  const data = encodeFunctionData({ abi: poolAbi, functionName: 'getReservesList' });
  try {
    const answer = await endpoint.client.request({ method: 'eth_call', params: [{ to: pool, data }, 'latest'] });
    const listed = decodeFunctionResult({ abi: poolAbi, functionName: 'getReservesList', data: answer });
    return Object.keys(tokens).filter((symbol) =>
      listed.some((asset) => isAddressEqual(asset, tokens[symbol]?.address ?? pool)),
    );
  } catch {
    return Object.keys(tokens);
  }
}

const lookText = (chain: string, account: Address, all: readonly Watched[]): string =>
  stringify({
    ...{ name: 'look', chain, account, mode: 'shadow' },
    watch: all.map(({ venue, names }) => ({ [venue]: [...names] })),
    limits: { order: '1 usd', day: { turnover: '1 usd', gas: '1 eth' } },
  });
