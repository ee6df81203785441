import type { CostEstimate } from '../../model/cost.js';
import type { Snapshot } from '../../model/snapshot.js';
import { type CostPart, comparedBy } from './compared.js';
import type { Route } from './costTable.js';
import { type Split, splitAcross } from './splitAcross.js';
import type { Trial } from './trialOf.js';
import type { TriedOut } from './tryOut.js';

/** A part of the whole, tried out on what the parts before it leave. */
export interface SettledPart {
  trial: Trial;
  quantity: number;
  done: TriedOut;
}

export interface Settled {
  parts: readonly SettledPart[];
  split: Split;
  /** Where a way takes less beside the others than alone: how much, and why, in a sentence. */
  beside: ReadonlyMap<Trial, { most: number; why: string }>;
}

/** Enough to tell what fits to a hundred-thousandth. */
const halvings = 18;

/**
 * Splits what is wanted over the ways, then does the parts one after the other on paper. Ways may share a wallet, a margin account or
 * a pool, and then what one takes the next one lacks: where a part does not fit any more, it is bounded by what does, and all is split
 * anew.
 */
export function settle(
  snapshot: Snapshot,
  trials: readonly Trial[],
  wanted: number,
  minimum: number,
  leftOut: ReadonlySet<CostPart>,
): Settled {
  const beside = new Map<Trial, { most: number; why: string }>();
  for (let round = 0; ; round++) {
    const byRoute = new Map<Route, Trial>();
    const routes = trials.map((trial) => {
      const route = routeOf(snapshot, trial, beside.get(trial)?.most ?? trial.most, minimum, leftOut);
      byRoute.set(route, trial);
      return route;
    });
    const split = splitOver(routes, wanted);
    const parts: SettledPart[] = [];
    let current = snapshot;
    let fits = true;
    for (const { route, quantity } of split.parts) {
      const trial = byRoute.get(route);
      if (!trial) continue;
      const done = trial.at(current, quantity, leftOut);
      if (typeof done === 'string') {
        beside.set(trial, { most: whatFits(trial, current, quantity), why: done });
        fits = false;
        break;
      }
      parts.push({ trial, quantity, done });
      current = done.snapshot;
    }
    // Bounded once more by each round, a way ends at nothing; what was settled by then is good.
    if (fits || round >= 2 * trials.length) {
      return { parts: noDearerAlone(snapshot, trials, parts, wanted, leftOut), split, beside };
    }
  }
}

/** What parts take from each other is not in the split: where one way alone turns out cheaper for it, that it is. */
function noDearerAlone(
  snapshot: Snapshot,
  trials: readonly Trial[],
  parts: readonly SettledPart[],
  wanted: number,
  leftOut: ReadonlySet<CostPart>,
): readonly SettledPart[] {
  if (parts.length < 2) return parts;
  let best = parts;
  let least = parts.reduce((sum, { done }) => sum + comparedBy(done, leftOut), 0);
  const reached = parts.reduce((sum, { quantity }) => sum + quantity, 0);
  for (const trial of trials) {
    if (trial.most < reached) continue;
    const quantity = Math.min(wanted, trial.most);
    const done = trial.at(snapshot, quantity, leftOut);
    if (typeof done === 'string' || !(comparedBy(done, leftOut) < least)) continue;
    least = comparedBy(done, leftOut);
    best = [{ trial, quantity, done }];
  }
  return best;
}

function routeOf(snapshot: Snapshot, trial: Trial, most: number, least: number, leftOut: ReadonlySet<CostPart>): Route {
  const begin = trial.probe ? once(trial.probe.cost, leftOut) : 0;
  return {
    id: trial.way.name,
    fixed: begin,
    least,
    most: trial.probe ? most : 0,
    cost: (quantity) => {
      const done = trial.at(snapshot, quantity, leftOut);
      return typeof done === 'string' ? Number.NaN : comparedBy(done, leftOut) - begin;
    },
  };
}

/** USD that it costs to trade at all, however little: for the chain, and for the venue's keepers. */
const once = ({ gas, keeper }: CostEstimate, leftOut: ReadonlySet<CostPart>): number =>
  (leftOut.has('gas') ? 0 : gas) + (leftOut.has('keeper') ? 0 : keeper);

/** Where there is nothing to choose and all of it is taken, nothing needs to be searched. */
function splitOver(routes: readonly Route[], wanted: number): Split {
  const [route, ...others] = routes;
  if (!route || others.length > 0 || route.most < wanted || route.least > wanted) return splitAcross(routes, wanted);
  const cost = route.cost(wanted) + route.fixed;
  if (!Number.isFinite(cost)) return splitAcross(routes, wanted);
  return { parts: [{ route, quantity: wanted, cost }], reached: wanted, cost, alone: [{ route, most: wanted, cost }] };
}

function whatFits(trial: Trial, snapshot: Snapshot, refused: number): number {
  let [good, bad] = [0, refused];
  for (let k = 0; k < halvings; k++) {
    const middle = (good + bad) / 2;
    if (typeof trial.at(snapshot, middle) === 'string') bad = middle;
    else good = middle;
  }
  return good;
}
