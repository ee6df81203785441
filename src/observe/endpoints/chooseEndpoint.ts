import { type Ailment, ailmentKinds, ailmentOf, type Judging } from './ailment.js';
import type { Health } from './health.js';

/** What is thought of an endpoint when one is chosen; they come in the operator's order. */
export interface Candidate {
  ailment: Ailment | null;
  /** Nothing is wrong with it but, perhaps, reads that failed when it was last used. */
  looksWell: boolean;
  /** It has been well for long enough to be preferred again. */
  mayReturn: boolean;
}

const longestReturnFactor = 32;

/**
 * @param returnAfterMs how long it must have been well to be preferred again. Whether reads work only shows where they are
 * made: after reads that failed it is tried all the same, after twice the time with each that failed
 */
export function candidateOf(health: Health, judging: Judging, returnAfterMs: number): Candidate {
  const ailment = ailmentOf(health, judging);
  const { reads } = health.failing;
  const withoutReads = { ...health, failing: { ...health.failing, reads: null } };
  const looksWell = ailment === null || (reads !== null && ailmentOf(withoutReads, judging) === null);
  const wait = returnAfterMs * Math.min(2 ** Math.max(0, (reads?.times ?? 0) - 1), longestReturnFactor);
  const wellMs = health.troubledAt === null ? Number.POSITIVE_INFINITY : judging.now - health.troubledAt;
  return { ailment, looksWell, mayReturn: looksWell && wellMs >= wait };
}

/** How ill it is: the more, the later it is chosen. -1 where nothing is wrong with it. */
export const severityOf = ({ ailment }: Pick<Candidate, 'ailment'>): number =>
  ailment === null ? -1 : ailmentKinds.indexOf(ailment.kind);

/** Which one is used once the one in use has failed: the next in turn of those that are least ill. */
export function afterFailure(current: number, candidates: readonly Candidate[]): number {
  const inTurn = candidates.map((_, i) => (current + 1 + i) % candidates.length);
  return leastIll(inTurn, candidates) ?? current;
}

/**
 * Which one is to be used, looked at without haste: another only where that is less ill, and one that is preferred only once it
 * has been well for a while, so that two that come and go do not take turns.
 */
export function reconsidered(current: number, candidates: readonly Candidate[]): number {
  const inOrder = candidates.map((_, i) => i);
  const best = leastIll(inOrder, candidates) ?? current;
  const [now, then] = [candidates[current], candidates[best]];
  if (now === undefined || then === undefined) return best;
  if (severityOf(then) < severityOf(now)) return best;
  const preferred = candidates.findIndex(({ mayReturn }, i) => i < current && mayReturn);
  return preferred < 0 ? current : preferred;
}

function leastIll(order: readonly number[], candidates: readonly Candidate[]): number | undefined {
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const i of order) {
    const candidate = candidates[i];
    if (candidate === undefined || severityOf(candidate) >= least) continue;
    best = i;
    least = severityOf(candidate);
  }
  return best;
}
