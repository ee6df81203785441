import { sayNumber } from '../../assess/sayNumber.js';
import type { Snapshot } from '../../model/snapshot.js';
import { type CostPart, comparedBy } from './compared.js';
import { type Ground, type TriedOut, tryOut } from './tryOut.js';
import type { Way } from './way.js';

/** A way, and what comes of trying it. */
export interface Trial {
  way: Way;
  /** Largest size, units of the underlying, and in a sentence what sets it. Infinity where only trying tells. */
  most: number;
  bound: string;
  /** What is done with so much, the cheaper where there are several ways to; or why it cannot be, in a sentence. */
  at(snapshot: Snapshot, quantity: number, leftOut?: ReadonlySet<CostPart>): TriedOut | string;
  /** At the largest of a few sizes that is taken; null when none is. */
  probe: (TriedOut & { quantity: number }) | null;
}

/** Sizes, as shares of what is wanted, at which a way is tried to learn what it costs to use it at all. */
const probes = [1, 0.5, 0.1, 0.01];
const nothing: ReadonlySet<CostPart> = new Set();

/** @param order - USD of the largest order that may be sent. */
export function trialOf(ground: Ground, snapshot: Snapshot, way: Way, wanted: number, order: number): Trial {
  const largestOrder = order / way.price;
  const isByOrder = largestOrder < way.most;
  const most = isByOrder ? largestOrder : way.most;
  const at: Trial['at'] = (on, quantity, leftOut = nothing) => {
    let best: TriedOut | null = null;
    let why = 'so little cannot be traded';
    for (const steps of way.steps(on, quantity)) {
      const tried = tryOut(ground, on, steps);
      if (typeof tried === 'string') why = tried;
      else if (!best || comparedBy(tried, leftOut) < comparedBy(best, leftOut)) best = tried;
    }
    return best ?? why;
  };
  const probe = (): Trial['probe'] => {
    for (const share of probes) {
      const quantity = Math.min(wanted * share, most);
      const answer = at(snapshot, quantity);
      if (typeof answer !== 'string') return { ...answer, quantity };
    }
    return null;
  };
  const bound = isByOrder ? `one order is for ${sayNumber(order)} usd at most` : way.bound;
  return { way, most, bound, at, probe: probe() };
}
