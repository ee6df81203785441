import { BallastError } from '../../../model/error.js';
import { type TriedEndpoint, tryEndpoint } from '../../doctor/openedChain.js';
import { ago } from '../../words/numbers.js';
import { inTheWay, type Obstacle } from './given.js';

const timeoutMs = 10_000;
/** Milliseconds: an older newest block is told, and no more. A local chain mines when it is asked to. */
const staleAfter = 120_000;

/** Endpoints that answered, and the one chain that they all serve. */
export interface Reached {
  chainId: number;
  /** The first of them. */
  first: TriedEndpoint;
  /** What is worth knowing about each, a line each. */
  notes: readonly string[];
  close(): Promise<void>;
}

/** Asks each at once. @param chainId What they must serve; null: what the first says. @throws BallastError with all that is wrong */
export async function reach(urls: readonly string[], chainId: number | null, now: number): Promise<Reached> {
  const tried = await Promise.all(urls.map((url) => tryEndpoint(url, timeoutMs)));
  const close = async () => void (await Promise.all(tried.map(({ endpoint }) => endpoint.close())));
  const wanted = chainId ?? tried.find((one) => one.chainId !== null)?.chainId ?? null;
  const obstacles = tried.flatMap((one) => obstacleOf(one, wanted));
  const [first] = tried;
  if (obstacles.length > 0 || wanted === null || !first) {
    await close();
    throw obstacles.length > 0 ? inTheWay(obstacles) : new BallastError('no endpoint was named');
  }
  const notes = tried.map(({ endpoint, block, tookMs }) => {
    const age = block ? now - Number(block.timestamp) * 1000 : Number.NaN;
    const old = age > staleAfter ? ', which is old' : '';
    return `${endpoint.label}: chain ${wanted}, block ${block?.number ?? '-'} of ${ago(age)}${old}, ${Math.round(tookMs ?? 0)} ms`;
  });
  return { chainId: wanted, first, notes, close };
}

function obstacleOf({ endpoint, chainId, block, error }: TriedEndpoint, wanted: number | null): Obstacle[] {
  if (chainId === null || block === null) {
    return [{ what: error ?? `${endpoint.label} does not answer`, mend: 'check the URL and that the node is up' }];
  }
  if (chainId === wanted) return [];
  const what = `${endpoint.label} serves chain ${chainId}, not ${wanted}`;
  return [{ what, mend: 'name an endpoint of the chain, or the chain of the endpoint' }];
}
