import { type Endpoint, EndpointError } from './endpoints/endpoint.js';
import type { EndpointPool } from './endpoints/endpointPool.js';
import { within } from './endpoints/within.js';
import { callsAt } from './runReadings.js';
import { type SnapshotFrame, type TakenSnapshot, takeSnapshots, type Watched } from './takeSnapshots.js';

/** What the endpoint in use could not read whole. */
export interface Unread {
  frame: SnapshotFrame;
  watched: readonly Watched[];
  taken: readonly TakenSnapshot[];
  inUse: Endpoint;
  /** In the order in which they are asked. */
  others: readonly Endpoint[];
}

export interface ReadElsewhere {
  endpoint: Endpoint;
  /** One a book, all of it by this endpoint. */
  taken: readonly TakenSnapshot[];
}

/** How many are asked, side by side: the better ones. */
const mostAsked = 2;
/** How long it may hold up a tick, ms. */
const patienceMs = 1_000;
/** Where nobody can read more, the venue is what is sick: nobody is asked again for so long, ms. */
const pauseMs = 10_000;

/**
 * A venue that one endpoint cannot read may be well: a node with a small gas limit for calls, or one that wants something
 * not to be seen. So others are asked for the same block, and whoever can read more is believed as the one in use would be;
 * that one has failed. null where nobody can, or where nobody could a moment ago.
 */
export function createReadElsewhere(
  pool: Pick<EndpointPool, 'clock' | 'failed'>,
): (unread: Unread) => Promise<ReadElsewhere | null> {
  let fruitlessAt = Number.NEGATIVE_INFINITY;

  return async ({ frame, watched, taken, inUse, others }) => {
    if (others.length === 0 || pool.clock.now() - fruitlessAt < pauseMs) return null;
    const answers = await Promise.all(others.slice(0, mostAsked).map((one) => read(one, frame, watched)));
    let best: ReadElsewhere | null = null;
    for (const one of answers) if (one && unreadIn(one.taken) < unreadIn(best?.taken ?? taken)) best = one;
    if (best === null) {
      fruitlessAt = pool.clock.now();
      return null;
    }
    const [first] = taken.flatMap(({ snapshot }) => snapshot.unread);
    const text = `${inUse.label} cannot read ${first?.venue}, and ${best.endpoint.label} can: ${first?.error}`;
    pool.failed(inUse, new EndpointError(text, { retryable: true }));
    return best;
  };
}

async function read(
  endpoint: Endpoint,
  frame: SnapshotFrame,
  watched: readonly Watched[],
): Promise<ReadElsewhere | null> {
  const calls = callsAt(endpoint, frame.multicall3, frame.block.hash);
  try {
    return { endpoint, taken: await within(takeSnapshots(frame, watched, calls), patienceMs, 'no answer') };
  } catch {
    return null; // it says nothing of the block, for whatever reason; endpoints are watched apart
  }
}

const unreadIn = (taken: readonly TakenSnapshot[]): number =>
  taken.reduce((sum, { snapshot }) => sum + snapshot.unread.length, 0);
