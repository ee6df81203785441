import type { ChainSettings } from '../../../config/settings.js';
import type { Block } from '../../../model/snapshot.js';
import { parseBlock } from '../../../observe/block.js';
import { askWorded, type Endpoint } from '../../../observe/endpoints/endpoint.js';
import type { DoctorCheck, DoctorContext, Finding } from '../check.js';
import type { TriedEndpoint } from '../openedChain.js';
import { sayAge, sayCount } from '../say.js';

/** Slower than this, and a decision is made on yesterday's block of a quick chain. Milliseconds. */
const slow = 1_500;

/** Each endpoint on its own: reachable, of the chain, at its head, of one mind with the others, and serving logs. */
export const endpoints: DoctorCheck = {
  name: 'endpoints',
  timeoutMs: 30_000,
  async run(context) {
    const found = await Promise.all(context.chains.map((chain) => ofChain(context, chain)));
    return found.flat();
  },
};

async function ofChain(context: DoctorContext, chain: ChainSettings): Promise<Finding[]> {
  const { endpoints: tried } = await context.opened(chain);
  const common = await hashesAt(tried, chain.id);
  const each = await Promise.all(tried.map((one) => ofEndpoint(context, chain, one, common)));
  return [...each, ...enough(context, chain)];
}

async function ofEndpoint(
  { now }: DoctorContext,
  chain: ChainSettings,
  { endpoint, chainId, block, tookMs, error }: TriedEndpoint,
  common: ReadonlyMap<Endpoint, string | null>,
): Promise<Finding> {
  const about = `${chain.name} ${endpoint.label}`;
  if (chainId === null || block === null) {
    const mend = 'check the URL, its key and that the node is up; or leave this endpoint out';
    return { verdict: 'fail', about, says: withoutLabel(error, endpoint), mend };
  }
  if (chainId !== chain.id) {
    return {
      verdict: 'fail',
      about,
      says: `it serves chain ${chainId}, not ${chain.id}`,
      mend: 'name the right endpoint',
    };
  }
  const ageMs = now() - Number(block.timestamp) * 1000;
  const took = Math.round(tookMs ?? 0);
  const standing = `block ${block.number}, ${sayAge(ageMs)} old, ${took} ms`;
  if (disagrees(endpoint, common)) {
    const mend = 'see which of them is right on a block explorer, and take the other out';
    return { verdict: 'fail', about, says: `${standing}; it says another block than most at the same height`, mend };
  }
  if (ageMs > chain.headAge) {
    const mend =
      'see whether the node still syncs, and whether this machine’s clock is right; a stale head takes no new risk';
    return { verdict: 'fail', about, says: `${standing}: older than headAge, ${sayAge(chain.headAge)}`, mend };
  }
  if (!(await servesLogs(endpoint, block))) {
    const mend = 'what became of an order is found in logs: use a provider or a plan that serves them';
    return { verdict: 'warn', about, says: `${standing}; it serves no logs`, mend };
  }
  if (took > slow) {
    return {
      verdict: 'warn',
      about,
      says: `${standing}: slow`,
      mend: 'use one nearer to this machine, or a better plan',
    };
  }
  return { verdict: 'ok', about, says: `${standing}, serves logs` };
}

/** Its name stands before it already. */
const withoutLabel = (error: string | null, { label }: Endpoint): string =>
  error === null ? 'it does not answer' : error.replace(`${label} `, '');

/** How many there are, against what `mode: live` wants. */
function enough({ config }: DoctorContext, chain: ChainSettings): Finding[] {
  const isLive = config.strategies.some(({ mode, chain: home, elsewhere = [] }) => {
    return mode === 'live' && (home === chain.name || elsewhere.some((one) => one.chain === chain.name));
  });
  const hosts = new Set(chain.endpoints.map((url) => new URL(url).host));
  if (hosts.size >= 2) return [];
  const says = `${sayCount(hosts.size, 'provider')}: nobody gives a second opinion`;
  const mend = 'add an endpoint of another provider: before money moves, a second must say the same';
  return [{ verdict: isLive ? 'warn' : 'ok', about: chain.name, says, ...(isLive ? { mend } : {}) }];
}

/** The hash that each says of the lowest newest block: they have all had time to know it. */
async function hashesAt(tried: readonly TriedEndpoint[], id: number): Promise<ReadonlyMap<Endpoint, string | null>> {
  const well = tried.filter(({ chainId, block }) => chainId === id && block !== null);
  const heights = well.flatMap(({ block }) => (block ? [block.number] : []));
  const lowest = heights.toSorted((a, b) => (a < b ? -1 : 1))[0] ?? 0n;
  const told = await Promise.all(
    well.map(async ({ endpoint }): Promise<[Endpoint, string | null]> => [endpoint, await hashAt(endpoint, lowest)]),
  );
  return new Map(told);
}

async function hashAt(endpoint: Endpoint, height: bigint): Promise<string | null> {
  try {
    const params = [`0x${height.toString(16)}`, false];
    return parseBlock(await askWorded(endpoint, { method: 'eth_getBlockByNumber', params } as never)).hash;
  } catch {
    return null;
  }
}

/** Against the majority; of two who differ, neither is believed. */
function disagrees(endpoint: Endpoint, common: ReadonlyMap<Endpoint, string | null>): boolean {
  const own = common.get(endpoint);
  if (!own) return false;
  const others = [...common].filter(([one, hash]) => one !== endpoint && hash !== null);
  const same = others.filter(([, hash]) => hash === own).length;
  return others.length > 0 && same < others.length - same;
}

async function servesLogs(endpoint: Endpoint, { number }: Block): Promise<boolean> {
  const height = `0x${number.toString(16)}`;
  try {
    const params = [{ fromBlock: height, toBlock: height }];
    return Array.isArray(await askWorded(endpoint, { method: 'eth_getLogs', params } as never));
  } catch {
    return false;
  }
}
