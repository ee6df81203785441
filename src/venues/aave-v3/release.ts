import type { Address } from 'viem';
import { laterPoolAbi } from '../../../abis/aave-v3-later.js';
import { VenueReadError } from '../venue.js';
import type { View } from '../view.js';
import { orError, together, view } from '../view.js';
import { knownRules, LAST_REVISION, type Rules } from './revisions.js';

/** @throws VenueReadError for a revision that nobody here has read */
export function rulesFor(pool: Address, revision: bigint): Rules {
  const rules = revision <= BigInt(LAST_REVISION) ? knownRules(Number(revision)) : null;
  if (rules) return rules;
  throw new VenueReadError(`this Aave V3 pool is of a version that ballast does not know`, {
    facts: [`pool ${pool}, revision ${revision}`, `known are 3.0 to 3.7, revisions 1 to ${LAST_REVISION}`],
    mend: 'take aave-v3 out of `watch`: a health that is nearly right is worse than none',
  });
}

/** What a Pool answers tells its release, whatever it calls itself: by the function that each one has brought. */
export const probeView = (pool: Address, asset: Address): View<Probe> =>
  together({
    '3.1': answers(view('a virtual balance', pool, laterPoolAbi, 'getVirtualUnderlyingBalance', [asset])),
    '3.2': answers(view('a bitmap', pool, laterPoolAbi, 'getEModeCategoryCollateralBitmap', [1])),
    '3.3': answers(view('a deficit', pool, laterPoolAbi, 'getReserveDeficit', [asset])),
    '3.4': answers(view('the strategy', pool, laterPoolAbi, 'RESERVE_INTEREST_RATE_STRATEGY', [])),
    '3.6': answers(view('a bitmap', pool, laterPoolAbi, 'getEModeCategoryLtvzeroBitmap', [1])),
    '3.7': answers(view('an isolation', pool, laterPoolAbi, 'getIsEModeCategoryIsolated', [1])),
  });

const probes = ['3.1', '3.2', '3.3', '3.4', '3.6', '3.7'] as const;
type Probe = Record<(typeof probes)[number], boolean>;

function answers(asked: View<unknown>): View<boolean> {
  const { calls, decode } = orError(asked);
  return { calls, decode: (results) => !(decode(results) instanceof VenueReadError) };
}

/** @throws VenueReadError for a Pool that says one release and is another: somebody's own version, with rules of its own */
export function refuseOtherRelease(pool: Address, revision: bigint, { release }: Rules, found: Probe): void {
  const wrong = probes.find((since) => found[since] !== since <= release);
  if (wrong === undefined) return;
  throw new VenueReadError(`this Aave V3 pool calls itself ${release}, and is not`, {
    facts: [
      `pool ${pool}, revision ${revision}`,
      `it ${found[wrong] ? 'offers' : 'does not offer'} what came with ${wrong}`,
    ],
    mend: 'take aave-v3 out of `watch`: what rules this pool keeps is not known',
  });
}
